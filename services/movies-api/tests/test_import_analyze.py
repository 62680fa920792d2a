"""`importer --analyze`: films of a file with the feelings their words tell, in the transaction of the file."""

from pathlib import Path

import pytest
from movies_curation import FILM, curate, state, table
from movies_databases import import_files, rows, value

from suite_testing.databases import TestDatabase

FILMS: list[dict[str, str]] = [
    {},
    {"id": "990078", "title": "Ruim", "original_title": "Bad", "vote_average": "4.0"},
    {"id": "990079", "title": "Sem voto", "original_title": "No vote", "vote_count": "0"},
    {"id": "990080", "title": "Mudo", "original_title": "Silent", "overview": "Zzz.", "genres": "[]", "keywords": "[]"},
]


@pytest.fixture
def database(seeded: TestDatabase) -> TestDatabase:
    rows(seeded, "DELETE FROM movies WHERE tmdb_id > 990000 RETURNING id")
    return seeded


def feelings(database: TestDatabase, tmdb_id: int = 990077) -> dict[str, float]:
    found = rows(
        database,
        "SELECT sub.name, felt.relevance::float FROM movie_sentiments AS felt"
        " JOIN sub_sentiments AS sub ON sub.id = felt.sub_sentiment_id JOIN movies ON movies.id = felt.movie_id"
        " WHERE movies.tmdb_id = %s ORDER BY felt.relevance DESC, sub.id",
        (tmdb_id,),
    )
    return dict(found)


def test_films_get_the_feelings_the_curation_would_find(database: TestDatabase, tmp_path: Path) -> None:
    path = table(tmp_path, FILM)
    planned = curate(database, "orchestrate", "--tmdb-csv", path, "--dry-run").result["planned"][0]["subSentiments"]
    done = import_files(database, "--tmdb-csv", path, "--analyze")

    assert (done.status, done.errors) == (0, [])
    assert feelings(database) == planned
    assert len(planned) > 1
    assert value(database, "SELECT emotional_entry_type IS NOT NULL FROM movies WHERE tmdb_id = 990077") is True


def test_a_second_run_changes_nothing(database: TestDatabase, tmp_path: Path) -> None:
    path = table(tmp_path, *FILMS)
    first = import_files(database, "--tmdb-csv", path, "--analyze")
    before = state(database)
    again = import_files(database, "--tmdb-csv", path, "--analyze")

    assert first.output[-1] == f"{path}: 1 analysed, 1 without a feeling, 2 not rated well enough, 0 known"
    assert again.output[-1] == f"{path}: 0 analysed, 1 without a feeling, 2 not rated well enough, 1 known"
    assert state(database) == before


def test_feelings_of_editors_stay_alone(database: TestDatabase, tmp_path: Path) -> None:
    path = table(tmp_path, FILM)
    assert import_files(database, "--tmdb-csv", path).status == 0
    rows(
        database,
        "INSERT INTO movie_sentiments (movie_id, main_sentiment_id, sub_sentiment_id, relevance)"
        " SELECT movies.id, sub.main_sentiment_id, sub.id, 0.4 FROM movies, sub_sentiments AS sub"
        "  WHERE tmdb_id = 990077 AND sub.name = 'Paz / Contemplação' RETURNING movie_id",
    )
    assert import_files(database, "--tmdb-csv", path, "--analyze").status == 0

    assert feelings(database) == {"Paz / Contemplação": 0.4}


def test_a_dry_run_counts_and_stores_nothing(database: TestDatabase, tmp_path: Path) -> None:
    before = state(database)
    done = import_files(database, "--tmdb-csv", table(tmp_path, FILM), "--analyze", "--dry-run")

    assert "1 analysed" in done.output[-1]
    assert state(database) == before


def test_without_a_vocabulary_the_file_is_not_imported(own_database: TestDatabase, tmp_path: Path) -> None:
    done = import_files(own_database, "--tmdb-csv", table(tmp_path, FILM), "--analyze")

    assert done.status == 1
    assert "sub-sentiments" in done.errors[0]
    assert value(own_database, "SELECT count(*) FROM movies") == 0


def test_there_must_be_a_file_of_films(own_database: TestDatabase, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        import_files(own_database, "--dump", tmp_path, "--analyze")
