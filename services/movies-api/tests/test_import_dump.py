"""The old dump, with the current journeys and with its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from movies_databases import DUMP, import_files, needs_data, rows, value

from movies_api.app import create_app
from movies_api.settings import Settings
from suite.settings import Secret
from suite_testing.databases import TestCluster, TestDatabase

TABLES = (
    "movies",
    "main_sentiments",
    "sub_sentiments",
    "movie_sentiments",
    "journey_flows",
    "journey_step_flows",
    "journey_option_flows",
    "journey_option_flow_sub_sentiments",
    "movie_suggestion_flows",
    "emotional_intentions",
    "emotional_intention_journey_steps",
)
DANGLING = """
    SELECT count(*) FROM journey_option_flows AS option
      JOIN journey_step_flows AS step ON step.id = option.journey_step_flow_id
     WHERE option.next_step_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM journey_step_flows AS following
         WHERE following.journey_flow_id = step.journey_flow_id AND following.step_id = option.next_step_id)
"""

pytestmark = needs_data


@pytest.fixture(scope="module")
def current(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """A database with the dump and the current journeys."""
    clone = test_cluster.clone("movies-api", "movies")
    assert import_files(clone, "--dump", DUMP).status == 0
    yield clone
    test_cluster.drop(clone.name)


@pytest.fixture(scope="module")
def legacy(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """A database with the dump as it is."""
    clone = test_cluster.clone("movies-api", "movies")
    assert import_files(clone, "--dump", DUMP, "--legacy-journeys").status == 0
    yield clone
    test_cluster.drop(clone.name)


def content(database: TestDatabase) -> dict[str, str]:
    """A checksum of every row of every table."""
    return {
        table: value(
            database,
            f"SELECT md5(string_agg(r::text, '|' ORDER BY r::text)) FROM {table} AS r",
        )
        for table in TABLES
    }


def test_the_current_journeys_have_the_numbers_of_the_catalogue(current: TestDatabase) -> None:
    assert value(current, "SELECT count(*) FROM movies") == 81
    assert value(current, "SELECT count(*) FROM emotional_intentions") == 24
    assert value(current, "SELECT count(*) FROM journey_option_flows WHERE is_end_state") == 96
    assert value(current, "SELECT count(*) FROM journey_option_flows") == 96
    assert value(current, "SELECT count(*) FROM movie_suggestion_flows") == 17


def test_suggestions_stay_where_the_option_kept_its_meaning(current: TestDatabase) -> None:
    found = rows(
        current,
        "SELECT journey_option_flow_id, count(*) FROM movie_suggestion_flows GROUP BY 1 ORDER BY 1",
    )
    assert found == [(32, 5), (33, 4), (34, 3), (52, 5)]


def test_ids_of_sentiments_intentions_steps_and_options_are_the_fixed_ones(current: TestDatabase) -> None:
    found = rows(
        current,
        "SELECT i.main_sentiment_id, i.intention_type, l.journey_step_flow_id, array_agg(o.id ORDER BY o.id)"
        " FROM emotional_intentions AS i"
        " JOIN emotional_intention_journey_steps AS l ON l.emotional_intention_id = i.id"
        " JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id"
        " WHERE i.id IN (2, 7, 20, 24) GROUP BY i.id, l.journey_step_flow_id ORDER BY i.id",
    )
    assert found == [
        (13, "TRANSFORM", 4, [6, 7, 8, 9]),
        (14, "MAINTAIN", 9, [32, 33, 34, 52]),
        (17, "EXPLORE", 40, [143, 144, 145, 146]),
        (18, "EXPLORE", 39, [139, 140, 141, 142]),
    ]


def test_the_platforms_to_choose_from_are_there(current: TestDatabase) -> None:
    names = [name for (name,) in rows(current, "SELECT name FROM streaming_platforms WHERE show_filter = 'PRIORITY'")]
    assert {"Netflix", "Prime Video", "Globoplay"} <= set(names)


def test_only_sentiments_with_a_journey_are_active(current: TestDatabase) -> None:
    assert rows(current, "SELECT id FROM main_sentiments WHERE is_active ORDER BY id") == [
        (13,),
        (14,),
        (15,),
        (16,),
        (17,),
        (18,),
    ]
    assert value(current, "SELECT name FROM main_sentiments WHERE id = 14") == "Introspectivo(a)"


def test_every_option_expects_something_and_at_most_five(current: TestDatabase) -> None:
    found = rows(
        current,
        "SELECT count(*), max(number) FROM (SELECT count(*) AS number FROM journey_option_flow_sub_sentiments"
        " GROUP BY journey_option_flow_id) AS expected",
    )
    assert found == [(96, 5)]


def test_the_legacy_journeys_have_the_numbers_of_the_dump(legacy: TestDatabase) -> None:
    assert value(legacy, "SELECT count(*) FROM movies") == 81
    assert value(legacy, "SELECT count(*) FROM main_sentiments") == 7
    assert value(legacy, "SELECT count(*) FROM journey_option_flows") == 152
    assert value(legacy, "SELECT count(*) FROM movie_suggestion_flows") == 64
    assert value(legacy, "SELECT name FROM main_sentiments WHERE id = 14") == "Triste / Melancólico(a)"


@pytest.mark.parametrize("journeys", ["current", "legacy"])
def test_no_reference_dangles(journeys: str, request: pytest.FixtureRequest) -> None:
    assert value(request.getfixturevalue(journeys), DANGLING) == 0


@pytest.mark.parametrize("journeys", ["current", "legacy"])
def test_a_second_import_changes_nothing(journeys: str, request: pytest.FixtureRequest) -> None:
    database = request.getfixturevalue(journeys)
    before = content(database)
    again = import_files(database, "--dump", DUMP, *(["--legacy-journeys"] if journeys == "legacy" else []))

    assert again.status == 0
    assert all("0 inserted, 0 updated" in line for line in again.output if " read, " in line)
    assert content(database) == before


def test_journeys_can_be_changed_back_and_forth(current: TestDatabase, own_database: TestDatabase) -> None:
    for arguments in ([], ["--legacy-journeys"], []):
        assert import_files(own_database, "--dump", DUMP, *arguments).status == 0

    for table in ("journey_option_flows", "movie_suggestion_flows", "journey_step_flows", "emotional_intentions"):
        counted = f"SELECT count(*) FROM {table}"
        assert value(own_database, counted) == value(current, counted)
    texts = "SELECT id, text, option_id, is_end_state FROM journey_option_flows ORDER BY id"
    assert rows(own_database, texts) == rows(current, texts)


def test_a_dry_run_stores_nothing(own_database: TestDatabase) -> None:
    outcome = import_files(own_database, "--dump", DUMP, "--dry-run")

    assert outcome.status == 0
    assert "dry run: Movie_rows.csv: 81 read, 81 inserted, 0 updated, 0 unchanged, 0 skipped" in outcome.output
    assert value(own_database, "SELECT count(*) FROM movies") == 0


def test_quirks_are_read_and_told_with_file_and_line(own_database: TestDatabase) -> None:
    outcome = import_files(own_database, "--dump", DUMP, "--legacy-journeys")

    told = "Movie_rows.csv:51: certification PG is not one of L, 10, 12, 14, 16, 18, left out"
    assert told in outcome.errors
    assert "JourneyOptionFlow_rows.csv:50: nextStepId 2A3 of an end is left out" in outcome.errors
    assert outcome.counts("JourneyOptionFlow_rows.csv") == "152 read, 152 inserted, 0 updated, 0 unchanged, 0 skipped"
    assert value(own_database, "SELECT text FROM journey_option_flows WHERE id = 161") == (
        'Algo divertido e cheio de risadas?" (Comédia)'
    )
    assert value(own_database, "SELECT next_step_id FROM journey_option_flows WHERE id = 161") is None
    assert value(own_database, "SELECT count(*) FROM movies WHERE 'Ficção científica' = ANY(genres)") == 0


def test_without_the_options_table_the_hundred_options_have_a_second_step(
    own_database: TestDatabase, tmp_path: Path
) -> None:
    copy_dump(tmp_path, without="options_current.csv")
    assert import_files(own_database, "--dump", tmp_path).status == 0

    assert value(own_database, "SELECT count(*) FROM journey_option_flows") == 100
    assert rows(own_database, "SELECT next_step_id, is_end_state FROM journey_option_flows WHERE id = 27") == [
        ("2A", False)
    ]
    assert rows(own_database, 'SELECT step_id, "order" FROM journey_step_flows WHERE id = 8') == [("2A", 2)]
    assert value(own_database, DANGLING) == 0


def test_broken_rows_are_named_and_take_their_children_with_them(own_database: TestDatabase, tmp_path: Path) -> None:
    copy_dump(tmp_path)
    movies = tmp_path / "Movie_rows.csv"
    broken = movies.read_text(encoding="utf-8").replace(",Dogville,2003,", ",Dogville,MMIII,", 1)
    movies.write_text(broken, encoding="utf-8")
    outcome = import_files(own_database, "--dump", tmp_path, "--legacy-journeys", "--strict")

    assert outcome.status == 1
    assert "Movie_rows.csv:5: year is not a whole number" in outcome.errors
    assert outcome.counts("Movie_rows.csv") == "81 read, 80 inserted, 0 updated, 0 unchanged, 1 skipped"
    orphans = [line for line in outcome.errors if line.endswith("is not imported")]
    assert orphans
    assert all(line.startswith(("MovieSentiment_rows.csv:", "MovieSuggestionFlow_rows.csv:")) for line in orphans)
    assert value(own_database, DANGLING) == 0


def test_a_row_told_twice_counts_once(own_database: TestDatabase, tmp_path: Path) -> None:
    copy_dump(tmp_path)
    for name in ("Movie_rows.csv", "MovieSentiment_rows.csv", "MovieSuggestionFlow_rows.csv"):
        file = tmp_path / name
        content = file.read_text(encoding="utf-8").rstrip("\n")
        file.write_text(f"{content}\n{content.splitlines()[-1]}\n", encoding="utf-8")
    outcome = import_files(own_database, "--dump", tmp_path, "--legacy-journeys")

    assert outcome.status == 0
    reasons = [line for line in outcome.errors if ": the same " in line]
    assert [line.split(":")[0] for line in reasons] == [
        "Movie_rows.csv",
        "MovieSentiment_rows.csv",
        "MovieSuggestionFlow_rows.csv",
    ]
    assert value(own_database, "SELECT count(*) FROM movie_suggestion_flows") == 64


def test_every_journey_of_the_dump_ends_with_films(current: TestDatabase, settings: Settings) -> None:
    service = create_app(replace(settings, database_url=Secret(current.dsn("app_movies"))))
    anybody = service.test_client()
    for sentiment in anybody.get("/main-sentiments").get_json():
        for intention in anybody.get(f"/api/emotional-intentions/{sentiment['id']}").get_json()["intentions"]:
            journey = anybody.get(f"/api/personalized-journey/{sentiment['id']}/{intention['id']}").get_json()
            options = [option for step in journey["steps"] for option in step["options"]]
            assert len(options) == 4
            for option in options:
                scores = [one["relevanceScore"] for one in option["movieSuggestions"]]
                assert scores
                assert scores == sorted(scores, reverse=True)
    service.database.close()


def test_a_missing_folder_fails_and_a_missing_file_is_told(own_database: TestDatabase, tmp_path: Path) -> None:
    assert import_files(own_database, "--dump", tmp_path / "nowhere").status == 1

    copy_dump(tmp_path, without="GenreSubSentiment_rows.csv")
    outcome = import_files(own_database, "--dump", tmp_path)
    assert outcome.status == 0
    assert "GenreSubSentiment_rows.csv: not found, nothing imported from it" in outcome.errors


def copy_dump(folder: Path, without: str | None = None) -> None:
    """The dump in a folder that may be written to."""
    for file in DUMP.iterdir():
        if file.name != without:
            (folder / file.name).write_bytes(file.read_bytes())
