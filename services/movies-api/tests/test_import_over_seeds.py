"""The old dump imported where journeys are already curated: what editors chose stays, and answers stay different."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from movies_databases import DUMP, command, import_files, needs_data, rows, value

from movies_api.app import create_app
from movies_api.cli import main as run_cli
from movies_api.intake.dump.derivation import derived_sub_sentiments
from movies_api.journeys.deal import deal_films
from movies_api.settings import Settings
from movies_api.suggestions.rules import Film, Scored
from suite.settings import Secret
from suite_testing.databases import TestCluster, TestDatabase

SHOWN = 5
BY_OPTION = """SELECT journey_option_flow_id, movie_id::text, reason FROM movie_suggestion_flows
    WHERE created_by <> 'import' ORDER BY 1, 2"""
EXPECTED = "SELECT journey_option_flow_id, sub_sentiment_id, weight FROM journey_option_flow_sub_sentiments"


@pytest.fixture
def catalogue(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """A new installation for one test."""
    clone = test_cluster.clone("movies-api", "movies")
    assert command(run_cli, clone, "seed").status == 0
    yield clone
    test_cluster.drop(clone.name)


def sibling_overlaps(database: TestDatabase, settings: Settings) -> list[int]:
    """How many of their first five films two answers of one step have in common, for every pair of answers."""
    service = create_app(replace(settings, database_url=Secret(database.dsn("app_movies"))))
    anybody = service.test_client()
    overlaps = []
    for sentiment in anybody.get("/main-sentiments").get_json():
        for intention in anybody.get(f"/api/emotional-intentions/{sentiment['id']}").get_json()["intentions"]:
            journey = anybody.get(f"/api/personalized-journey/{sentiment['id']}/{intention['id']}").get_json()
            for step in journey["steps"]:
                shown = [first_films(option) for option in step["options"] if option["isEndState"]]
                overlaps += [len(one & other) for one, other in combinations(shown, 2)]
    service.database.close()
    return overlaps


def first_films(option: dict[str, Any]) -> set[str]:
    films = {suggestion["movie"]["id"] for suggestion in option["movieSuggestions"][:SHOWN]}
    assert films
    return films


@needs_data
def test_what_was_chosen_for_an_answer_stays_when_only_its_wording_changes(catalogue: TestDatabase) -> None:
    chosen, expected = rows(catalogue, BY_OPTION), rows(catalogue, EXPECTED)
    outcome = import_files(catalogue, "--dump", DUMP)

    assert outcome.status == 0
    assert rows(catalogue, BY_OPTION) == chosen
    assert len(chosen) == 480
    assert set(expected) <= set(rows(catalogue, EXPECTED))
    assert value(catalogue, "SELECT text FROM journey_option_flows WHERE id = 24").startswith("Que me faça rir fácil")
    assert value(catalogue, "SELECT display_title FROM journey_option_flows WHERE id = 24") == "Riso solto"
    assert not [line for line in outcome.output if line.startswith("dropped")]


@needs_data
def test_editors_reasons_genres_and_weights_stay(catalogue: TestDatabase) -> None:
    with catalogue.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE movie_suggestion_flows SET reason = 'Minha', updated_by = 'ana'")
        cursor.execute(
            "UPDATE emotional_intentions SET preferred_genres = '{Faroeste}', updated_by = 'ana' WHERE id = 1"
        )
    assert import_files(catalogue, "--dump", DUMP).status == 0

    assert value(catalogue, "SELECT count(*) FROM movie_suggestion_flows WHERE reason = 'Minha'") == 480
    assert rows(catalogue, "SELECT preferred_genres, description FROM emotional_intentions WHERE id = 1") == [
        (["Faroeste"], value(catalogue, "SELECT description FROM emotional_intentions WHERE id = 1"))
    ]


@needs_data
def test_the_summary_tells_what_other_questions_made_void(catalogue: TestDatabase) -> None:
    outcome = import_files(catalogue, "--dump", DUMP, "--legacy-journeys")

    (told,) = [line for line in outcome.output if line.startswith("dropped")]
    assert told.startswith("dropped, because the answers are gone or ask something else: 460 suggestions and 276 ")
    assert " options 5, 6, 7, " in told
    assert rows(catalogue, f"SELECT count(*), min(journey_option_flow_id) FROM ({BY_OPTION}) AS kept") == [(20, 32)]


@needs_data
def test_an_answer_whose_row_is_missing_or_broken_stays_with_its_films(catalogue: TestDatabase, tmp_path: Path) -> None:
    for file in DUMP.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "journeys.txt").unlink()
    options = tmp_path / "options_current.csv"
    lines = options.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace('",6,"', '",six,"') for line in lines if '",7,"' not in line]
    options.write_text("".join(kept), encoding="utf-8")
    assert import_files(catalogue, "--dump", tmp_path).status == 0

    assert value(catalogue, "SELECT count(*) FROM movie_suggestion_flows WHERE journey_option_flow_id IN (6, 7)") == 10


@needs_data
def test_sibling_answers_differ_after_an_import_over_the_seeds(catalogue: TestDatabase, settings: Settings) -> None:
    assert import_files(catalogue, "--dump", DUMP).status == 0
    overlaps = sibling_overlaps(catalogue, settings)

    assert len(overlaps) == 24 * 6
    assert mean(overlaps) <= 1


@needs_data
def test_sibling_answers_differ_where_only_the_dump_is(own_database: TestDatabase, settings: Settings) -> None:
    assert import_files(own_database, "--dump", DUMP).status == 0
    overlaps = sibling_overlaps(own_database, settings)

    assert len(overlaps) == 24 * 6
    assert mean(overlaps) <= 1


def test_what_an_answer_says_counts_before_what_its_intention_wants() -> None:
    vocabulary = [(1, "Medo", 16, ["assustador"]), (2, "Aconchego / Conforto", 13, []), (3, "Medo", 13, ["assustador"])]
    weights = {"Aconchego / Conforto": 2.0, "Unbekannt": 9.0}

    found = derived_sub_sentiments("Um susto bem assustador", 13, weights, vocabulary)
    assert found == {3: 1.0, 2: 0.25}
    assert derived_sub_sentiments("Nada disso", 13, weights, vocabulary) == {2: 0.25}
    assert list(derived_sub_sentiments("Um conforto assustador", 16, {}, vocabulary)) == [1, 2]


def scored(name: str, score: float) -> Scored:
    film = Film(name, frozenset(), frozenset(), None, None, (), None, None, (), ())
    return Scored(film, score, {"quality": 0.5})


def test_answers_of_one_question_share_films_only_where_they_run_out() -> None:
    ranked = {
        1: [scored("a", 9.0), scored("b", 8.0), scored("c", 3.0)],
        2: [scored("a", 7.0), scored("c", 6.0), scored("b", 5.0)],
    }
    dealt = {option: [one.film.id for one in films] for option, films in deal_films(ranked, 2, ()).items()}
    assert dealt == {1: ["a", "b"], 2: ["a", "c"]}

    alone = {option: [one.film.id for one in films] for option, films in deal_films(ranked, 1, {"a"}).items()}
    assert alone == {1: ["b"], 2: ["c"]}
