"""Rows of a dump that read well and that only the database refuses: told with their line, the others stored."""

import csv
from pathlib import Path
from typing import Any

import pytest
from movies_databases import import_files, rows, value

from suite_testing.databases import TestDatabase

FILM = "0f0e0d0c-0000-4000-8000-00000000000"


def write(folder: Path, name: str, *content: dict[str, Any]) -> None:
    """A table of a dump."""
    with (folder / f"{name}_rows.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(content[0]))
        table.writeheader()
        table.writerows(content)


def step(number: int, step_id: str, order: int = 1) -> dict[str, Any]:
    return {"id": number, "journeyFlowId": 3, "stepId": step_id, "order": order, "question": f"Pergunta {number}?"}


def option(number: int, step: int, option_id: str) -> dict[str, Any]:
    return {
        "id": number,
        "journeyStepFlowId": step,
        "optionId": option_id,
        "text": f"Resposta {number}",
        "nextStepId": "",
        "isEndState": "true",
    }


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """One sentiment with a journey of two steps, and a film."""
    write(tmp_path, "Genre", {"id": 1, "name": "Drama"})
    sentiment = {"description": "", "keywords": "[]"}
    write(
        tmp_path,
        "MainSentiment",
        {"id": 14, "name": "Introspectivo(a)", **sentiment},
        # Names are unique, ids are what finds a row again.
        {"id": 15, "name": "Introspectivo(a)", **sentiment},
    )
    sub = {"description": "", "keywords": "[]"}
    write(
        tmp_path,
        "SubSentiment",
        {"id": 1, "name": "Vazio(a)", "mainSentimentId": 14, **sub},
        {"id": 2, "name": "Calma", "mainSentimentId": 15, **sub},
    )
    write(
        tmp_path,
        "Movie",
        *(
            {"id": f"{FILM}{number}", "title": f"Filme {number}", "year": 2000, "genres": "[]", "keywords": "[]"}
            | {"director": "", "description": "", "thumbnail": "", "original_title": "", "vote_average": ""}
            | {"vote_count": "", "certification": "", "adult": "false", "genreIds": "[]"}
            for number in (1, 2)
        ),
    )
    write(tmp_path, "JourneyFlow", {"id": 3, "mainSentimentId": 14})
    write(tmp_path, "JourneyStepFlow", step(8, "1"), step(9, "1"), step(10, "2", 2))
    write(
        tmp_path,
        "JourneyOptionFlow",
        option(32, 8, "1A"),
        option(33, 8, "1A"),
        option(34, 9, "1B"),
        option(35, 10, "2A"),
    )
    return tmp_path


def test_a_row_only_the_database_refuses_is_told_and_the_rest_is_imported(
    own_database: TestDatabase, dump: Path
) -> None:
    done = import_files(own_database, "--dump", dump)

    assert done.status == 0
    assert "MainSentiment_rows.csv:3: id 15: cannot be stored: refused by uq_main_sentiments_name" in done.errors
    refused = "cannot be stored: refused by uq_journey"
    assert f"JourneyStepFlow_rows.csv:3: id 9: {refused}_step_flows_journey_flow_id_step_id" in done.errors
    assert f"JourneyOptionFlow_rows.csv:3: id 33: {refused}_option_flows_journey_step_flow_id_option_id" in done.errors
    assert "MainSentiment_rows.csv: 2 read, 1 inserted, 0 updated, 0 unchanged, 1 skipped" in done.output
    assert rows(own_database, "SELECT id FROM journey_step_flows ORDER BY id") == [(8,), (10,)]
    assert rows(own_database, "SELECT id FROM journey_option_flows ORDER BY id") == [(32,), (35,)]
    assert value(own_database, "SELECT count(*) FROM movies") == 2


def test_rows_that_refer_to_a_refused_one_are_told_too(own_database: TestDatabase, dump: Path) -> None:
    done = import_files(own_database, "--dump", dump, "--strict")

    assert done.status == 1
    assert "SubSentiment_rows.csv:3: mainSentimentId 15 is not imported" in done.errors
    assert "JourneyOptionFlow_rows.csv:4: journeyStepFlowId 9 is not imported" in done.errors


def test_a_second_import_refuses_the_same_and_changes_nothing(own_database: TestDatabase, dump: Path) -> None:
    first, second = (import_files(own_database, "--dump", dump) for _ in range(2))

    assert second.errors == first.errors
    assert all(" 0 inserted, 0 updated," in line for line in second.output if "read" in line)


def test_a_stored_step_whose_new_name_is_refused_keeps_its_old_one(own_database: TestDatabase, dump: Path) -> None:
    write(dump, "JourneyStepFlow", step(8, "1"), step(9, "3"), step(10, "2", 2))
    assert import_files(own_database, "--dump", dump).status == 0
    write(dump, "JourneyStepFlow", step(8, "1"), step(9, "1"), step(10, "2", 2))
    assert import_files(own_database, "--dump", dump).status == 0

    names = rows(own_database, "SELECT id, step_id FROM journey_step_flows ORDER BY id")
    assert names == [(8, "1"), (9, "3"), (10, "2")]


def test_a_stored_step_whose_name_another_one_took_is_told(own_database: TestDatabase, dump: Path) -> None:
    write(dump, "JourneyStepFlow", step(8, "1"), step(9, "3"), step(10, "2", 2))
    assert import_files(own_database, "--dump", dump).status == 0
    write(dump, "JourneyStepFlow", step(8, "1"), step(10, "3", 2), step(9, "1"))
    done = import_files(own_database, "--dump", dump)

    assert done.status == 0
    told = "JourneyStepFlow_rows.csv:4: journey_step_flows 9 has no step_id any more: another row took it"
    assert told in done.errors
    assert value(own_database, "SELECT step_id FROM journey_step_flows WHERE id = 10") == "3"
