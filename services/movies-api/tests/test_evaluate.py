"""The evaluation of suggestions: its measures, its split, and what it finds about the seeds and the old journeys."""

import json
from contextlib import closing
from typing import Any

import pytest
from movies_curation import curate
from movies_databases import DUMP, command, import_files, needs_data, rows

from movies_api.evaluate.__main__ import main
from movies_api.evaluate.bootstrap import interval
from movies_api.evaluate.judgements import FOLDS, PARTS, Judgements, part_of, read_judgements
from movies_api.evaluate.measures import coverage, ndcg, recall
from movies_api.suggestions.rules import WEIGHTS
from suite.database import Database
from suite_testing.databases import TestCluster, TestDatabase

KEYS = {"fixed lists", "quality only", "lexicon", "first formulas", "full, by score", "full, as served"}


@pytest.fixture(scope="module")
def held_out(seeded: TestDatabase) -> dict[str, dict[str, Any]]:
    """Level → name → standing, of the seeds."""
    return standings(seeded)


def standings(database: TestDatabase, *arguments: str) -> dict[str, dict[str, Any]]:
    outcome = command(main, database, "--json", *arguments)
    assert outcome.status == 0, outcome.errors
    results = json.loads(outcome.output[0])["results"]
    return {result["level"]: {one["name"]: one for one in result["standings"]} for result in results}


def judgements(seeded: TestDatabase) -> Judgements:
    database = Database(seeded.dsn("app_movies"), schema="movies", application="test")
    with closing(database), database.read() as connection:
        return read_judgements(connection)


@pytest.mark.parametrize("level", ["answer", "intention"])
@pytest.mark.parametrize("other", ["fixed lists", "quality only", "lexicon", "first formulas"])
def test_the_served_order_is_ahead_by_more_than_chance_on_films_held_out(
    held_out: dict[str, dict[str, Any]], level: str, other: str
) -> None:
    standing = held_out[level][other]
    low, high = standing["lead_interval"]

    assert low > 0
    assert standing["lead"] > (high - low) / 2


def test_every_order_is_measured_in_every_respect(held_out: dict[str, dict[str, Any]]) -> None:
    for standing in (one for level in held_out.values() for one in level.values()):
        for measure in ("ndcg", "recall", "coverage", "diversity", "unread", "uncurated"):
            assert 0 <= standing[measure] <= 1
        assert standing["ndcg_interval"][0] <= standing["ndcg"] <= standing["ndcg_interval"][1]
    assert set(held_out["answer"]) == KEYS


def test_difference_costs_little_and_widens_the_choice(held_out: dict[str, dict[str, Any]]) -> None:
    served, scored = held_out["answer"]["full, as served"], held_out["answer"]["full, by score"]

    assert served["diversity"] > scored["diversity"]
    assert served["ndcg"] > scored["ndcg"] - 0.02


def test_the_figures_are_the_same_every_time(seeded: TestDatabase, held_out: dict[str, dict[str, Any]]) -> None:
    assert standings(seeded) == held_out


def test_tables_are_for_readers(seeded: TestDatabase) -> None:
    outcome = command(main, seeded, "--split", "development", "--lambda", "1")

    assert outcome.output[0].startswith("development, by answer: ")
    assert any(line.startswith("| full, as served | ") for line in outcome.output)


@needs_data
def test_old_journeys_are_judged_as_well(test_cluster: TestCluster) -> None:
    database = test_cluster.clone("movies-api", "movies")
    import_files(database, "--dump", DUMP, "--legacy-journeys")
    found = standings(database)["answer"]

    assert found["full, as served"]["ndcg"] > found["quality only"]["ndcg"]
    test_cluster.drop(database.name)


def test_without_judgements_there_is_nothing_to_measure(test_cluster: TestCluster) -> None:
    database = test_cluster.clone("movies-api", "movies")
    outcome = command(main, database)

    assert (outcome.status, outcome.output) == (1, [])
    assert outcome.errors == ["nothing to judge by: no answer has curated films; seed or import a catalogue first"]
    test_cluster.drop(database.name)


@pytest.mark.parametrize("arguments", [["--lambda", "2"], ["--lambda", "x"], ["--split", "all"]])
def test_wrong_usage_ends_with_two(seeded: TestDatabase, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command(main, seeded, *arguments)
    assert ended.value.code == 2


def test_films_held_out_are_never_known() -> None:
    development = {part for ranked, known in FOLDS["development"] for part in ranked | known}
    for ranked, known in FOLDS["held-out"]:
        assert not ranked & known
        assert not ranked & development
        assert ranked | known == set(range(PARTS))
    assert part_of("5ed3039c-f9b1-4780-a38a-da22e073776c") == part_of("5ed3039c-f9b1-4780-a38a-da22e073776c")


def test_gain_falls_with_the_place() -> None:
    assert ndcg(["a", "b", "c"], ["a", "b"]) == 1.0
    assert ndcg(["c", "a"], ["a"]) == pytest.approx(0.63093, abs=1e-5)
    assert ndcg(["c"] * 10 + ["a"], ["a"]) == 0.0
    assert recall(["c"] * 19 + ["a"], ["a", "b"]) == 0.5
    assert coverage([["a", "b"], ["b"]], 4) == 0.5


def test_an_interval_draws_whole_groups() -> None:
    same = [(group, value) for group in range(6) for value in (0.0, 1.0)]

    assert interval(same) == (0.5, 0.5)
    low, high = interval([(0, 0.0), (1, 1.0), (2, 1.0), (3, 1.0)])
    assert low < 0.75 < high


def test_films_nobody_analysed_have_what_the_curation_reads_off_their_words(seeded: TestDatabase) -> None:
    film = "5ed3039c-f9b1-4780-a38a-da22e073776c"
    told = curate(seeded, "analyze", "--movieId", film, "--ai-provider", "lexicon", "--dry-run")
    unread = judgements(seeded).unread[film]

    planned = told.result["planned"][0]["subSentiments"]
    assert {name: relevance for _, name, _, relevance in unread.sentiments} == planned
    assert len(planned) > 2


def test_what_the_curation_chose_by_itself_is_no_judgement(seeded: TestDatabase) -> None:
    before = [question.chosen for question in judgements(seeded).answers]
    planted = rows(
        seeded,
        "INSERT INTO movie_suggestion_flows (journey_option_flow_id, movie_id, reason, created_by, updated_by)"
        " SELECT 10, id, 'r', 'curation', 'curation' FROM movies ON CONFLICT DO NOTHING RETURNING id",
    )
    found = [question.chosen for question in judgements(seeded).answers]
    rows(seeded, "DELETE FROM movie_suggestion_flows WHERE created_by = 'curation' RETURNING id")

    assert len(planted) > 100
    assert found == before


def test_the_weights_are_a_whole() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
