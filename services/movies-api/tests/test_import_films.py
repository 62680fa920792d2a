"""Films from TMDB tables and Wikipedia lists."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from movies_databases import DATA, command, import_files, needs_data, rows, value

from movies_api.intake.cli import main as run_importer
from suite_testing.databases import TestDatabase

ENTRY: dict[str, Any] = {
    "title": "O'Brien & Filhos 100%",
    "year": 1994,
    "cast": ["Ana Souza", "José Ávila", ")"],
    "genres": ["Comedy", "Animated", "Teen"],
    "href": "O%27Brien",
    "extract": "It is a 1994 film directed by Maria Lima and written by nobody.",
    "thumbnail": "https://example.org/obrien.jpg",
}
TMDB_HEADER = "id,title,original_title,genres,keywords,overview,release_date,runtime,vote_average,vote_count,budget"


def wikipedia(folder: Path, *entries: Any, name: str = "films.json") -> Path:
    """A list as Wikipedia's scrape writes it."""
    file = folder / name
    file.write_text(json.dumps(entries, ensure_ascii=False, indent=2), encoding="utf-8")
    return file


def tmdb(folder: Path, *lines: str) -> Path:
    """A TMDB table."""
    file = folder / "tmdb.csv"
    file.write_text("\n".join([TMDB_HEADER, *lines]) + "\n", encoding="utf-8")
    return file


def test_an_entry_becomes_a_whole_film(own_database: TestDatabase, tmp_path: Path) -> None:
    assert import_files(own_database, "--wikipedia-json", wikipedia(tmp_path, ENTRY)).status == 0

    assert rows(own_database, "SELECT title, year, director, genres, keywords, slug, source FROM movies") == [
        (
            "O'Brien & Filhos 100%",
            1994,
            "Maria Lima",
            ["Comédia", "Animação"],
            ["Teen"],
            "o-brien-filhos-100",
            {"wikipedia": {"page": "O'Brien"}},
        )
    ]
    people = 'SELECT name FROM movie_cast JOIN actors ON actors.id = actor_id ORDER BY "order"'
    assert rows(own_database, people) == [("Ana Souza",), ("José Ávila",)]


def test_a_second_run_changes_nothing(own_database: TestDatabase, tmp_path: Path) -> None:
    file = wikipedia(tmp_path, ENTRY, {**ENTRY, "title": "Outro"})
    import_files(own_database, "--wikipedia-json", file)
    again = import_files(own_database, "--wikipedia-json", file)

    assert again.counts(str(file)) == "2 read, 0 inserted, 0 updated, 2 unchanged, 0 skipped"
    assert value(own_database, "SELECT count(*) FROM actors") == 2


def test_bad_entries_are_named_by_line_and_the_others_stored(own_database: TestDatabase, tmp_path: Path) -> None:
    entries = [
        ENTRY,
        {**ENTRY, "title": ""},
        {**ENTRY, "title": "Sem ano", "year": None},
        {**ENTRY, "title": "Cedo", "year": 1492},
        {**ENTRY, "title": "x" * 256},
        {**ENTRY, "title": "O'BRIEN & FILHOS 100%"},
        "no object",
        {**ENTRY, "title": "Bom"},
    ]
    file = wikipedia(tmp_path, *entries)
    outcome = import_files(own_database, "--wikipedia-json", file)
    reasons = [line.split(": ", 1)[1] for line in outcome.errors]

    assert reasons == [
        "title is missing",
        "year is missing",
        "year is not from 1870 to 2100",
        "title is longer than 255 characters",
        "the same title and year as line 2",
        "not an object",
    ]
    lines = file.read_text(encoding="utf-8").splitlines()
    starts = [int(line.split(":")[1]) for line in outcome.errors]
    assert [lines[start - 1].strip() for start in starts] == ["{", "{", "{", "{", "{", '"no object",']
    assert rows(own_database, "SELECT title FROM movies ORDER BY title") == [("Bom",), ("O'Brien & Filhos 100%",)]


def test_a_list_that_breaks_off_keeps_what_was_whole(own_database: TestDatabase, tmp_path: Path) -> None:
    file = wikipedia(tmp_path, ENTRY, {**ENTRY, "title": "Metade"})
    file.write_text(file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    outcome = import_files(own_database, "--wikipedia-json", file)

    assert any("not JSON from here on" in line for line in outcome.errors)
    assert rows(own_database, "SELECT title FROM movies") == [("O'Brien & Filhos 100%",)]


def test_a_file_of_another_form_leaves_nothing(own_database: TestDatabase, tmp_path: Path) -> None:
    file = tmp_path / "films.json"
    file.write_text('{"title": "Só um"}', encoding="utf-8")

    assert import_files(own_database, "--wikipedia-json", file).status == 1
    assert import_files(own_database, "--tmdb-csv", tmp_path / "nowhere.csv").status == 1
    assert value(own_database, "SELECT count(*) FROM movies") == 0


def test_an_import_of_nothing_is_wrong_usage(own_database: TestDatabase) -> None:
    with pytest.raises(SystemExit, match="2"):
        import_files(own_database, "--dry-run")


def test_slugs_stay_apart(own_database: TestDatabase, tmp_path: Path) -> None:
    same = [{**ENTRY, "title": title, "year": year} for title, year in (("Paz", 1990), ("Paz!", 1991), ("paz?", 1991))]
    import_files(own_database, "--wikipedia-json", wikipedia(tmp_path, *same))
    import_files(
        own_database, "--wikipedia-json", wikipedia(tmp_path, {**ENTRY, "title": "PÁZ.", "year": 1991}, name="b.json")
    )

    found = dict(rows(own_database, "SELECT title, slug FROM movies"))
    assert found == {"Paz": "paz", "Paz!": "paz-1991", "paz?": "paz-1991-2", "PÁZ.": "paz-1991-3"}


def test_a_tmdb_row_becomes_a_film(own_database: TestDatabase, tmp_path: Path) -> None:
    genres = '"[{""id"": 28, ""name"": ""Action""}, {""id"": 10770, ""name"": ""TV Movie""}, {""name"": ""Foreign""}]"'
    python = "\"[{'id': 1, 'name': 'caça'}]\""
    file = tmdb(
        tmp_path,
        f"7,Título,Title,{genres},{python},Texto,12/10/2009,161.6,7.5,0,237000000",
        "8,Outro,,[],[],,1999-05-01,0,6.0,12,0",
        "x,Ruim,,[],[],,1999-05-01,0,6.0,12,0",
        "9,Ruim,,[],[],,ontem,0,6.0,12,0",
    )
    outcome = import_files(own_database, "--tmdb-csv", file)

    assert [line.rsplit(":", 2)[1:] for line in outcome.errors] == [
        ["4", " id is not a whole number"],
        ["5", " release_date is not a date"],
    ]
    columns = "tmdb_id, title, original_title, year, genres, keywords, runtime, vote_average, vote_count"
    assert rows(own_database, f"SELECT {columns} FROM movies ORDER BY tmdb_id") == [
        (7, "Título", "Title", 2009, ["Ação", "Cinema TV"], ["caça"], 162, None, 0),
        (8, "Outro", None, 1999, [], [], None, 6, 12),
    ]
    kept = value(own_database, "SELECT source -> 'tmdb' FROM movies WHERE tmdb_id = 7")
    assert kept == {"budget": 237_000_000, "release_date": "12/10/2009"}
    assert value(own_database, "SELECT count(*) FROM movies JOIN genres ON genres.id = ANY(genre_ids)") == 2


def test_a_known_film_only_gets_what_it_lacks(own_database: TestDatabase, tmp_path: Path) -> None:
    entry = {**ENTRY, "title": "Title", "year": 2009}
    import_files(own_database, "--wikipedia-json", wikipedia(tmp_path, entry))
    import_files(own_database, "--tmdb-csv", tmdb(tmp_path, "7,Título,Title,[],[],Texto,2009-12-10,90,7.5,5,0"))

    assert rows(own_database, "SELECT title, tmdb_id, runtime, description = %s FROM movies", [ENTRY["extract"]]) == [
        ("Title", 7, 90, True)
    ]
    assert value(own_database, "SELECT version FROM movies") == 2


def test_films_that_tmdb_tells_apart_are_not_mixed_up(own_database: TestDatabase, tmp_path: Path) -> None:
    file = tmdb(
        tmp_path,
        "7,Dupla,Double,[],[],,2009-12-10,90,7.5,5,0",
        "8,Outra,Double,[],[],,2009-12-10,90,7.5,5,0",
        "7,Terceira,,[],[],,2010-12-10,90,7.5,5,0",
    )
    outcome = import_files(own_database, "--tmdb-csv", file)
    assert [line.split(": ", 1)[1] for line in outcome.errors] == ["the same TMDB id as line 2"]

    other = tmp_path / "other.csv"
    other.write_text(f"{TMDB_HEADER}\n9,Dupla,,[],[],,2009-12-10,90,7.5,5,0\n", encoding="utf-8")
    outcome = import_files(own_database, "--tmdb-csv", other)
    assert [line.split(": ", 1)[1] for line in outcome.errors] == [
        "another film of that title and year has another TMDB id"
    ]
    assert rows(own_database, "SELECT tmdb_id, title FROM movies ORDER BY 1") == [(7, "Dupla"), (8, "Outra")]


def test_two_rows_never_become_one_film(own_database: TestDatabase, tmp_path: Path) -> None:
    import_files(own_database, "--tmdb-csv", tmdb(tmp_path, "7,Título,Title,[],[],,2009-12-10,90,7.5,5,0"))
    file = wikipedia(tmp_path, *({**ENTRY, "title": title, "year": 2009} for title in ("Title", "Título")))
    outcome = import_files(own_database, "--wikipedia-json", file)

    assert [line.split(": ", 1)[1] for line in outcome.errors] == ["the same film as line 2, by its other title"]
    assert value(own_database, "SELECT count(*) FROM movies") == 1


@needs_data
def test_the_whole_lists_load_and_load_again(own_database: TestDatabase) -> None:
    files = sorted((DATA / "wikipedia").glob("*.json"))
    arguments = [part for file in files for part in ("--wikipedia-json", file)]
    first = import_files(own_database, *arguments)
    again = import_files(own_database, *arguments)

    assert first.status == again.status == 0
    entries = sum(len(json.loads(file.read_text(encoding="utf-8"))) for file in files)
    stored = value(own_database, "SELECT count(*) FROM movies")
    assert stored == entries - len(first.errors)
    assert all(" 0 inserted, 0 updated," in line for line in again.output)
    assert value(own_database, "SELECT count(*) FROM movies WHERE slug IS NULL") == 0
    assert value(own_database, "SELECT count(*) - count(DISTINCT name_key) FROM actors") == 0


@needs_data
def test_the_tmdb_table_loads_whole(own_database: TestDatabase) -> None:
    file = DATA / "tmdb" / "movies.csv"
    outcome = import_files(own_database, "--tmdb-csv", file)

    assert outcome.counts(str(file)) == "300 read, 300 inserted, 0 updated, 0 unchanged, 0 skipped"
    assert rows(own_database, "SELECT title, year FROM movies WHERE tmdb_id = 19995") == [("Avatar", 2009)]


def test_older_sources_have_a_command_of_their_own(own_database: TestDatabase, tmp_path: Path) -> None:
    file = wikipedia(tmp_path, ENTRY)
    moved = import_files(own_database, "--wikipedia-json", file)
    again = command(partial(run_importer, legacy=True), own_database, "--wikipedia-json", file)

    assert (moved.status, again.status) == (0, 0)
    assert moved.counts(str(file)) == "1 read, 1 inserted, 0 updated, 0 unchanged, 0 skipped"
    assert again.counts(str(file)) == "1 read, 0 inserted, 0 updated, 1 unchanged, 0 skipped"
