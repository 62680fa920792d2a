"""Curating a table of films without any key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from movies_curation import curate, state, table
from movies_databases import DATA, command, needs_data, rows, value

from movies_api.cli import main as run_cli
from movies_api.rules import relevance_score
from suite_testing.databases import TestCluster, TestDatabase


@pytest.fixture
def seeded(own_database: TestDatabase) -> TestDatabase:
    assert command(run_cli, own_database, "seed").status == 0
    return own_database


@pytest.fixture(scope="module")
def curated(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """Two hundred films of TMDB, curated."""
    clone = test_cluster.clone("movies-api", "movies")
    assert command(run_cli, clone, "seed").status == 0
    done = curate(clone, "orchestrate", "--tmdb-csv", DATA / "tmdb" / "movies.csv", "--limit", 200)
    assert (done.status, done.result["success"], done.result["summary"]["curated"]) == (0, True, 200)
    assert done.result["summary"]["failed"] == 0
    yield clone
    test_cluster.drop(clone.name)


@needs_data
def test_two_hundred_films_have_feelings_scores_ranks_and_reasons(curated: TestDatabase) -> None:
    films = rows(
        curated,
        "SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM movie_sentiments AS felt WHERE felt.movie_id = film.id"
        "   AND relevance > 0 AND explanation <> '')),"
        " count(*) FILTER (WHERE EXISTS (SELECT FROM movie_suggestion_flows AS flow WHERE flow.movie_id = film.id"
        "   AND relevance_score > 0 AND relevance = 1 AND reason <> '')),"
        " count(*) FILTER (WHERE landing_page_hook <> '' AND content_warnings LIKE 'Atenção: %%'), count(*)"
        " FROM movies AS film JOIN curation_runs AS run ON run.movie_id = film.id",
    )

    assert films == [(200, 200, 200, 200)]


@needs_data
def test_stored_scores_and_ranks_are_those_of_the_formulas(curated: TestDatabase) -> None:
    stored = rows(
        curated,
        "SELECT relevance_score,"
        " (SELECT array_agg(sub.name) FROM journey_option_flow_sub_sentiments AS expected JOIN sub_sentiments AS sub"
        "    ON sub.id = sub_sentiment_id WHERE expected.journey_option_flow_id = flow.journey_option_flow_id),"
        " (SELECT json_agg(json_build_array(sub.name, felt.relevance)) FROM movie_sentiments AS felt"
        "    JOIN sub_sentiments AS sub ON sub.id = felt.sub_sentiment_id WHERE felt.movie_id = flow.movie_id)"
        " FROM movie_suggestion_flows AS flow WHERE created_by = 'curation'",
    )
    again = curate(curated, "rank", "--all")

    assert len(stored) >= 200
    assert all(float(score) == relevance_score(expected, feelings) for score, expected, feelings in stored)
    assert (again.status, again.result["changed"]) == (0, 0)


@needs_data
def test_a_second_run_changes_nothing(curated: TestDatabase) -> None:
    before = state(curated)
    again = curate(curated, "orchestrate", "--tmdb-csv", DATA / "tmdb" / "movies.csv", "--limit", 200)

    assert (again.status, again.result["summary"]["unchanged"], again.result["summary"]["curated"]) == (0, 200, 0)
    assert state(curated) == before


def test_a_dry_run_writes_nothing_and_tells_what_it_would(seeded: TestDatabase, tmp_path: Path) -> None:
    before = state(seeded)
    done = curate(seeded, "orchestrate", "--tmdb-csv", table(tmp_path, {}), "--dry-run")

    assert (done.status, done.result["summary"]["curated"]) == (0, 1)
    assert [(film["title"], film["options"][0]["relevanceScore"] > 0) for film in done.result["planned"]] == [
        ("O Planeta Distante", True)
    ]
    assert state(seeded) == before


def test_films_below_the_thresholds_are_rejected_and_the_rest_goes_on(seeded: TestDatabase, tmp_path: Path) -> None:
    films = table(
        tmp_path,
        {"id": "1", "title": "Ruim", "vote_average": "5.9"},
        {"id": "2", "title": "Sem votos", "vote_count": "0"},
        {"id": "x", "title": "Sem número"},
        {"id": "3", "title": 'O\'Brien "100%" é ação', "vote_average": "6.0"},
    )
    done = curate(seeded, "orchestrate", "--tmdb-csv", films)

    assert (done.status, done.result["summary"]["rejected"], done.result["summary"]["curated"]) == (0, 2, 1)
    assert done.result["unreadable"] == ["films.csv:4: id is not a whole number"]
    assert [problem["code"] for problem in done.result["problems"]] == ["REJECTED", "REJECTED"]
    assert value(seeded, "SELECT count(*) FROM movies WHERE title = %s", ("Ruim",)) == 0
    assert value(seeded, "SELECT slug FROM movies WHERE tmdb_id = 3") == "o-brien-100-e-acao"


def test_what_editors_wrote_stays(seeded: TestDatabase, tmp_path: Path) -> None:
    matrix = {"id": "603", "title": "Matrix", "original_title": "The Matrix", "release_date": "1999-03-31"}
    texts = "SELECT title, description, landing_page_hook, content_warnings FROM movies WHERE tmdb_id = 603"
    reasons = (
        "SELECT array_agg(reason ORDER BY flow.id) FROM movie_suggestion_flows AS flow"
        " JOIN movies ON movies.id = movie_id WHERE tmdb_id = 603 AND flow.created_by = 'seed'"
    )
    strongest = "SELECT max(relevance) FROM movie_sentiments JOIN movies ON movies.id = movie_id WHERE tmdb_id = 603"
    before = [rows(seeded, sql) for sql in (texts, reasons, strongest)]

    assert curate(seeded, "orchestrate", "--tmdb-csv", table(tmp_path, matrix)).status == 0
    assert [rows(seeded, sql) for sql in (texts, reasons, strongest)] == before


def test_without_a_vocabulary_nothing_is_curated(own_database: TestDatabase, tmp_path: Path) -> None:
    done = curate(own_database, "orchestrate", "--tmdb-csv", table(tmp_path, {}))

    assert (done.status, done.result["success"], done.result["code"]) == (1, False, "NO_VOCABULARY")
    assert value(own_database, "SELECT count(*) FROM movies") == 0


def test_a_table_that_is_none_is_an_error(seeded: TestDatabase, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        done = curate(seeded, "orchestrate", "--tmdb-csv", path)
        assert (done.status, done.result["success"]) == (1, False)
