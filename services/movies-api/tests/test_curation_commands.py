"""The commands of the curation one by one."""

from pathlib import Path
from typing import Any

import pytest
from movies_curation import curate, state, table
from movies_databases import rows, value

from movies_api.curation.errors import AlreadyRunning
from movies_api.curation.runs import RunLog
from suite.database import Database
from suite_testing.databases import TestDatabase

MISSING = "00000000-0000-7000-8000-0000000000ff"


def change(database: TestDatabase, sql: str, *parameters: Any) -> None:
    with database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "USAGE"),
        (["nothing"], "USAGE"),
        (["orchestrate"], "USAGE"),
        (["orchestrate", "--tmdbId", "0"], "USAGE"),
        (["orchestrate", "--limit", "-1"], "USAGE"),
        (["orchestrate", "--ai-provider", "oracle", "--title", "Matrix"], "USAGE"),
        (["orchestrate", "--movieId", "1' OR 1=1"], "USAGE"),
        (["orchestrate", "--title", "Matrix", "--analysisLens", "99"], "USAGE"),
        (["orchestrate", "--resume", "abc"], "USAGE"),
        (["rank"], "USAGE"),
        (["analyze", "--tmdb", "603"], "USAGE"),
        (["populate", "--tmdbId", "603"], "NOT_CONFIGURED"),
    ],
)
def test_wrong_usage_has_a_status_and_a_block_of_its_own(seeded: TestDatabase, arguments: list[str], code: str) -> None:
    before = state(seeded)
    done = curate(seeded, *arguments)

    assert (done.status, done.result["success"], done.result["code"]) == (2, False, code)
    assert state(seeded) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["orchestrate", "--movieId", MISSING], "MOVIE_NOT_FOUND"),
        (["orchestrate", "--title", "O'Brien; DROP TABLE movies", "--year", "1999"], "MOVIE_NOT_FOUND"),
        (["orchestrate", "--title", "Matrix", "--journeyOptionFlowId", "9999"], "OPTION_NOT_FOUND"),
        (["orchestrate", "--resume", MISSING], "RUN_NOT_FOUND"),
        (["curate", "--tmdb-id=1"], "MOVIE_NOT_FOUND"),
    ],
)
def test_what_is_not_there_is_a_failure(seeded: TestDatabase, arguments: list[str], code: str) -> None:
    done = curate(seeded, *arguments)

    assert (done.status, done.result["success"], done.result["code"]) == (1, False, code)


def test_a_database_that_is_gone_is_a_failure_without_its_address(seeded: TestDatabase) -> None:
    gone = "postgresql://app_movies:the-secret-of-a-role@127.0.0.1:1/nothing"
    done = curate(seeded, "health", MOVIES_DATABASE_URL=gone)

    assert (done.status, done.result["success"]) == (1, False)
    assert "the-secret" not in done.errors + "".join(done.output)


def test_health_tells_what_could_be_used(seeded: TestDatabase) -> None:
    done = curate(seeded, "health", OPENAI_API_KEY="the-key-of-openai-0123456789")

    assert (done.status, done.result["providers"], done.result["tmdb"]) == (0, ["openai", "lexicon"], False)
    assert done.result["vocabulary"] == {"subSentiments": 53, "endOptions": 96}


def test_a_film_is_curated_for_the_option_that_was_named(seeded: TestDatabase) -> None:
    done = curate(seeded, "orchestrate", "--title", "matrix", "--year=1999", "--journeyOptionFlowId", 8)
    stored = "SELECT relevance_score::float, reason, flow.created_by FROM movie_suggestion_flows AS flow JOIN movies ON"
    (found,) = rows(seeded, f"{stored} movies.id = movie_id WHERE tmdb_id = 603 AND journey_option_flow_id = 8")

    assert (done.status, done.result["movie"]["title"]) == (0, "Matrix")
    assert found == (done.result["curedData"]["relevanceScore"], done.result["curedData"]["reason"], "curation")
    ranks = rows(
        seeded,
        "SELECT relevance, relevance_score FROM movie_suggestion_flows JOIN movies ON movies.id = movie_id"
        " WHERE tmdb_id = 603 ORDER BY relevance",
    )
    assert [rank for rank, _ in ranks] == list(range(1, len(ranks) + 1))
    assert [score for _, score in ranks] == sorted((score for _, score in ranks), reverse=True)


def test_curate_starts_from_the_feelings_that_are_stored(seeded: TestDatabase, tmp_path: Path) -> None:
    feelings = "SELECT count(*), sum(relevance) FROM movie_sentiments JOIN movies ON id = movie_id WHERE title = %s"
    before = rows(seeded, feelings, ("Soul",))
    done = curate(seeded, "curate", "--title", "Soul", "--journeyOptionFlowId", 6)

    assert (done.status, done.result["curedData"]["sentiment"]) == (0, "Feliz / Alegre")
    assert rows(seeded, feelings, ("Soul",)) == before
    change(seeded, "INSERT INTO movies (id, title, year, vote_average) VALUES (gen_random_uuid(), 'Novo', 2000, 7)")
    missing = curate(seeded, "curate", "--title", "Novo", "--journeyOptionFlowId", 6)
    assert (missing.status, missing.result["code"]) == (1, "NOT_ANALYZED")


def test_analyze_finds_feelings_and_no_options(seeded: TestDatabase) -> None:
    change(
        seeded,
        "INSERT INTO movies (id, title, year, vote_average, keywords, genres) VALUES"
        " (gen_random_uuid(), 'Sem juízo', 2001, 7, '{space travel}', '{Drama}'),"
        " (gen_random_uuid(), 'Mal visto', 2001, 5.5, '{space travel}', '{Drama}')",
    )
    done = curate(seeded, "analyze", "--all")
    felt = "SELECT count(*) FROM movie_sentiments JOIN movies ON id = movie_id WHERE title = %s"

    assert (done.status, done.result["summary"]["failed"]) == (1, 1), "a film without any words has no feelings"
    assert {problem["title"]: problem["code"] for problem in done.result["problems"]} == {
        "Novo": "NO_SENTIMENTS",
        "Mal visto": "REJECTED",
    }
    assert value(seeded, felt, ("Sem juízo",)) > 0
    assert value(seeded, "SELECT emotional_entry_type FROM movies WHERE title = 'Sem juízo'") == "ALIGNED"
    suggested = "SELECT count(*) FROM movie_suggestion_flows JOIN movies ON movies.id = movie_id"
    assert value(seeded, f"{suggested} WHERE title = 'Sem juízo'") == 0


def test_a_rating_below_the_threshold_is_a_status_of_its_own(seeded: TestDatabase) -> None:
    change(seeded, "UPDATE movies SET vote_average = 5.5, imdb_rating = 5.6 WHERE title = 'Soul'")
    assert curate(seeded, "analyze", "--title", "Soul").status == 0
    change(seeded, "UPDATE movies SET vote_average = 5.5, imdb_rating = NULL WHERE title = 'Soul'")
    done = curate(seeded, "analyze", "--title", "Soul")

    assert (done.status, done.result["code"], done.result["error"]) == (
        3,
        "REJECTED",
        "rated 5.5, at least 5.6 is needed",
    )


def test_an_option_of_a_broken_journey_can_be_refused(seeded: TestDatabase) -> None:
    change(seeded, "UPDATE journey_option_flows SET next_step_id = '1' WHERE id = 60")
    arguments = ("orchestrate", "--title", "Matrix", "--journeyOptionFlowId", 60)
    refused = curate(seeded, *arguments, "--journeyValidation")

    assert (refused.status, refused.result["code"]) == (3, "REJECTED")
    assert curate(seeded, *arguments, "--dry-run").status == 0
    change(seeded, "UPDATE journey_option_flows SET next_step_id = NULL WHERE id = 60")


def test_scores_and_ranks_are_computed_anew(seeded: TestDatabase) -> None:
    assert curate(seeded, "recalculate").status == 0
    right = rows(seeded, "SELECT id, relevance_score, relevance FROM movie_suggestion_flows ORDER BY id")
    change(seeded, "UPDATE movie_suggestion_flows SET relevance_score = 1, relevance = 9")

    nothing = curate(seeded, "recalculate", "--minScore", 0.5)
    dry = curate(seeded, "recalculate", "--dry-run")
    one = curate(seeded, "recalculate", "--jofId=8")
    done = curate(seeded, "recalculate", "--min-score=5")
    again = curate(seeded, "recalculate")

    assert [nothing.result["scores"], again.result["changed"]] == [0, 0]
    assert dry.result["changed"] > one.result["changed"] > 0
    assert done.result["changed"] + one.result["changed"] == dry.result["changed"]
    curate(seeded, "rank", "--all")
    assert rows(seeded, "SELECT id, relevance_score, relevance FROM movie_suggestion_flows ORDER BY id") == right


def test_ranks_of_one_film_leave_the_others_alone(seeded: TestDatabase) -> None:
    change(seeded, "UPDATE movie_suggestion_flows SET relevance = 7")
    done = curate(seeded, "rank", "--title", "Matrix", "--year", 1999)
    ranks = "SELECT array_agg(DISTINCT relevance) FROM movie_suggestion_flows JOIN movies ON movies.id = movie_id"

    assert (done.status, done.result["films"]) == (0, 1)
    assert value(seeded, f"{ranks} WHERE tmdb_id = 603") != [7]
    assert value(seeded, f"{ranks} WHERE tmdb_id <> 603") == [7]


def test_a_limit_stops_the_table(seeded: TestDatabase, tmp_path: Path) -> None:
    films = table(tmp_path, *({"id": str(50_000_000 + one), "title": f"Limite {one}"} for one in range(5)))
    done = curate(seeded, "orchestrate", "--tmdb-csv", films, "--limit=2")

    assert done.result["summary"]["curated"] == 2
    assert value(seeded, "SELECT count(*) FROM movies WHERE title LIKE 'Limite %%'") == 2


def test_two_processes_never_judge_the_same_film_at_once(seeded: TestDatabase) -> None:
    one, other = (RunLog(Database(seeded.dsn("app_movies"), schema="movies", application="test")) for _ in range(2))

    with one.alone("a question"):
        with other.alone("another question"):
            pass
        with pytest.raises(AlreadyRunning), other.alone("a question"):
            pass
    with other.alone("a question"):
        pass
    for log in (one, other):
        log.database.close()
