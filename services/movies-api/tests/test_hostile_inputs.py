"""Files, models and film catalogues of strangers: one bad entry never stops the rest, and all work is bounded."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from movies_curation import FILM, curate, table
from movies_databases import import_files, rows, value
from movies_models import Fault, Models
from movies_tmdb import FakeTmdb, running_tmdb

from movies_api.curation.curator import CuratedFilm, Curator
from movies_api.curation.errors import AlreadyRunning
from movies_api.curation.film import FilmFacts
from movies_api.curation.runs import RunLog
from suite.database import Database
from suite.http import Service
from suite.imports.rows import LONGEST_OBJECT, value_end
from suite.imports.values import LONGEST_LIST, BadValue, list_of, number_of, whole_of
from suite.settings import Secret
from suite_testing.databases import TestDatabase
from suite_testing.pgbouncer_server import running_pgbouncer

TITLES = "SELECT title FROM movies ORDER BY title"
DEEP = "[" * 100_000
# One sign that folds to eighteen: no index takes 255 of them.
SWELLING = "\ufdfa" * 255
LONG_NUMBER = "9" * 5_000


def wikipedia(folder: Path, *entries: str) -> Path:
    """A film list whose entries are these texts."""
    file = folder / "films.json"
    file.write_text(f"[{','.join(entries)}]", encoding="utf-8", errors="surrogatepass")
    return file


def entry(title: str, **values: Any) -> str:
    return json.dumps({"title": title, "year": 1999, "cast": [], "genres": [], **values})


def test_a_run_is_alone_behind_a_pooler_too(seeded: TestDatabase) -> None:
    # With one session for everybody a lock of the session is everybody's.
    with running_pgbouncer(seeded, "app_movies", sessions=2) as url:
        logs = [RunLog(Database(url, schema="movies", application="test", prepare=False)) for _ in range(2)]
        one, other = logs
        with one.alone("a question"), pytest.raises(AlreadyRunning), other.alone("a question"):
            pass
        for log in logs:
            with log.alone("a question"):
                pass
        for log in logs:
            log.database.close()
    assert value(seeded, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'") == 0


def test_a_film_the_database_refuses_is_named_and_the_others_are_stored(
    own_database: TestDatabase, tmp_path: Path
) -> None:
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE movies ADD CONSTRAINT ck_movies_refused CHECK (title <> 'Recusado')")
    films = table(
        tmp_path,
        {"id": "1", "title": "Antes"},
        {"id": "2", "title": "Recusado"},
        {"id": "3", "title": SWELLING},
        {"id": "4", "title": "Depois"},
    )
    outcome = import_files(own_database, "--tmdb-csv", films)

    assert outcome.status == 0
    assert rows(own_database, TITLES) == [("Antes",), ("Depois",)]
    assert [line.split(": ")[0] for line in outcome.errors] == [f"{films}:3", f"{films}:4"]
    assert "cannot be stored" in outcome.errors[0]
    assert "title is longer than 255 characters" in outcome.errors[1]


def test_what_a_cell_means_is_made_storable(own_database: TestDatabase, tmp_path: Path) -> None:
    companies = '[{"name": "\\ud800", "id": 1' + "0" * 30 + ', "share": NaN, "much": 1e999}]'
    films = tmp_path / "films.csv"
    with films.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "keywords", "production_companies"])
        writer.writerow(["1", "Um", '["a\\u0000b", "\\udfffx"]', companies])
        writer.writerow(["2", "Dois \\u0000", "", ""])
        writer.writerow(["3", "Três", DEEP, ""])
        writer.writerow(["4", "Quatro", f"[{'1+' * 20_000}1]", ""])
    outcome = import_files(own_database, "--tmdb-csv", films)

    assert outcome.status == 0
    found = rows(own_database, "SELECT title, keywords FROM movies ORDER BY tmdb_id")
    assert found == [("Um", ["a\ufffdb", "\ufffdx"]), ("Dois \\u0000", [])]
    assert len([line for line in outcome.errors if "keywords is not a list" in line]) == 2


@pytest.mark.parametrize(
    "poison",
    [
        '{"title": tru, "year": 1999}',
        '{"title": "x", "year": 19 99}',
        f'{{"title": "x", "year": {LONG_NUMBER}}}',
        '{"title": "x", "year": 1e999}',
        '{"title": "x", "year": NaN}',
        '{"title": "\\ud800", "year": 1999}',
        '{"title": "a\\u0000", "year": 1999}',
        '{"title": ' + "[" * 5_000 + "]" * 5_000 + "}",
        '{"title": "x", "year": 1999, "cast": [{"name": 1}]}',
        "null",
        "12",
        '"}]{["',
    ],
)
def test_a_poison_entry_of_a_list_is_skipped_and_the_others_come_in(
    own_database: TestDatabase, tmp_path: Path, poison: str
) -> None:
    outcome = import_files(
        own_database, "--wikipedia-json", wikipedia(tmp_path, entry("Antes"), poison, entry("Depois"))
    )

    assert outcome.status == 0
    assert rows(own_database, TITLES) == [("Antes",), ("Depois",)]
    assert len(outcome.errors) == 1


def test_an_entry_without_an_end_is_read_to_a_bound(own_database: TestDatabase, tmp_path: Path) -> None:
    endless = '{"title": "' + "x" * (2 * LONGEST_OBJECT)
    outcome = import_files(own_database, "--wikipedia-json", wikipedia(tmp_path, entry("Antes"), endless))

    assert rows(own_database, TITLES) == [("Antes",)]
    assert "not JSON from here on" in outcome.errors[0]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ('{"a": "}"}, 1', 10),
        ("[1, [2]] ", 8),
        ("12, 3", 2),
        ("12]", 2),
        ('"a,b", 1', 5),
        ('{"a": "\\""}', 11),
        ("{", None),
    ],
)
def test_the_end_of_an_entry_is_told_by_brackets_outside_of_texts(text: str, end: int | None) -> None:
    assert value_end(text) == end


@pytest.mark.parametrize("journeys", [DEEP, '[{"a": 1}' * 300, "[" + '{"a":' * 3_000])
def test_a_journey_file_of_brackets_is_refused(own_database: TestDatabase, tmp_path: Path, journeys: str) -> None:
    (tmp_path / "journeys.txt").write_text(journeys, encoding="utf-8")
    assert import_files(own_database, "--dump", tmp_path).status == 1


def test_values_beyond_their_column_are_no_values() -> None:
    for number in (10**400, "1e999", float("nan"), -1, "x"):
        with pytest.raises(BadValue):
            number_of({"n": number}, "n", 10)
    for number in (10**4000, 2**31, True, 1.5):
        with pytest.raises(BadValue):
            whole_of({"n": number}, "n")
    with pytest.raises(BadValue):
        list_of({"n": "[" + " " * LONGEST_LIST + "]"}, "n")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Porque", "\\ud800"),
        lambda text: text.replace("0.9", "NaN"),
        lambda text: text.replace("0.9", "1e999"),
        lambda text: text.replace("0.9", "9" * 5_000),
        lambda text: text.replace("0.9", "[" * 900 + "]" * 900),
    ],
    ids=["surrogate", "NaN", "infinite", "long number", "deep"],
)
def test_an_answer_that_cannot_be_stored_gives_way_to_the_next_model(
    seeded: TestDatabase, tmp_path: Path, models: Models, change: Callable[[str], str], request: pytest.FixtureRequest
) -> None:
    number = str(30_000_000 + sum(map(ord, request.node.name)))
    films = table(tmp_path, {"id": number, "title": f"Estranho {number}"})
    models.faults["gemini"] = [Fault(change=change)] * 2
    done = curate(seeded, "orchestrate", "--tmdb-csv", films, **models.environment("openai", "gemini"))

    assert (done.status, done.result["summary"]["curated"]) == (0, 1)
    assert value(seeded, "SELECT provider FROM curation_runs ORDER BY created_at DESC, id DESC LIMIT 1") == "openai"


@pytest.mark.parametrize("field", ["audience", "hook"])
def test_a_text_that_breaks_off_is_asked_for_again(
    seeded: TestDatabase, tmp_path: Path, models: Models, field: str
) -> None:
    broken = {"audience": "Este filme é ideal para quem busca ", "hook": "O que fica para…"}[field]
    number = "31000001" if field == "hook" else "31000002"

    def break_off(text: str) -> str:
        said = json.loads(text)
        return json.dumps({**said, field: broken}) if field in said else text

    models.faults["gemini"] = [Fault(), Fault(), Fault(change=break_off)]
    films = table(tmp_path, {"id": number, "title": f"Partido {number}"})
    assert curate(seeded, "orchestrate", "--tmdb-csv", films, **models.environment("gemini")).status == 0

    (told,) = rows(
        seeded, "SELECT target_audience_for_lp, landing_page_hook FROM movies WHERE tmdb_id = %s", (int(number),)
    )
    assert told == ("Este filme é ideal para quem busca silêncio", "O que fica quando tudo passa?")


def test_a_film_that_fails_unexpectedly_is_counted_and_the_next_is_curated(
    seeded: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out = Curator._write

    def break_on_one(self: Curator, run: Any, film: FilmFacts, plan: Any) -> CuratedFilm:
        if film.title == "Quebra":
            raise MemoryError
        return carry_out(self, run, film, plan)

    monkeypatch.setattr(Curator, "_write", break_on_one)
    films = table(tmp_path, {"id": "32000001", "title": "Quebra"}, {"id": "32000002", "title": "Inteiro"})
    done = curate(seeded, "orchestrate", "--tmdb-csv", films, "--ai-provider", "lexicon")

    assert (done.status, done.result["summary"]["failed"], done.result["summary"]["curated"]) == (1, 1, 1)
    assert done.result["problems"][0]["error"] == "unexpected: MemoryError"
    assert value(seeded, "SELECT status FROM curation_runs WHERE payload->>'title' = 'Quebra'") == "failed"
    assert FILM["title"] != "Inteiro"


@pytest.fixture
def tmdb(start: Callable[..., Service]) -> Iterator[tuple[type[FakeTmdb], Any]]:
    with running_tmdb() as (handler, base):
        yield handler, start(tmdb_base_url=base, tmdb_api_key=Secret("k" * 20)).test_client()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b'{"results": [{"title": "\\ud800", "n": ' + b"9" * 40 + b"}]}", 200),
        (b'{"results": [NaN, 1e999, "\\u0000"]}', 200),
        (b"[" * 50_000, 502),
        (b'{"n": ' + b"9" * 5_000 + b"}", 502),
        (b"\xff\xfe", 502),
    ],
)
def test_what_tmdb_says_never_breaks_the_proxy(tmdb: tuple[type[FakeTmdb], Any], said: bytes, status: int) -> None:
    handler, client = tmdb
    handler.answers["/3/movie/popular"] = (200, said)
    reply = client.get("/api/tmdb/popular")

    assert reply.status_code == status
    assert json.loads(reply.data)["success"] is (status == 200)
