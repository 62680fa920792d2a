"""Answers that are kept: they cost no query, they are whole, and a change ends them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import psycopg2.extensions
import pytest
from movies_catalogue import plant_catalogue
from movies_databases import command, value
from movies_editor import Editor

from movies_api.cli import main
from movies_api.editing.nouns import NOUNS
from movies_api.intake.cli import main as run_importer
from movies_api.settings import Settings
from suite.http import Service
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, running_service
from suite_testing.redis_server import running_redis

PATIENCE_SECONDS = 60
DOCUMENTS = (
    "/main-sentiments",
    "/main-sentiments/summary",
    "/main-sentiments/14",
    "/api/emotional-intentions/14",
    "/emotional-intentions?limit=2",
    "/api/streaming-platforms",
    "/api/public/platforms",
    "/api/personalized-journey/14/7",
    "/personalized-journey?sentimentId=14&intentionId=7",
    "/movies/solaris",
    "/api/movie/solaris/hero",
    "/api/public/home",
    "/api/public/filme/solaris",
    "/movies/suggestions?sentimentId=14&intentionId=7&platforms=netflix",
)


@pytest.fixture
def writer(own_database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    with own_database.connect("app_movies", schema="movies") as connection:
        yield connection


def hits(service: Service) -> int:
    """Answers that came from the cache so far."""
    return int(service.cache.stats()["hits"])


def remembers(service: Service, path: str) -> bool:
    """Whether the answer comes from the cache."""
    before = hits(service)
    service.test_client().get(path)
    return hits(service) > before


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_kept_answer_is_the_same_and_costs_no_query(
    keeping: Service, count_queries: Callable[[], int], path: str
) -> None:
    client = keeping.test_client()
    first = client.get(path)
    assert first.status_code == 200
    assert wait_until(lambda: remembers(keeping, path), PATIENCE_SECONDS)
    before = count_queries()
    second = client.get(path)

    assert count_queries() == before
    assert second.get_data() == first.get_data()
    for name in ("ETag", "Content-Type", "Cache-Control", "X-Total-Count", "Link", "Content-Length"):
        assert second.headers.get(name) == first.headers.get(name)
    unchanged = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.get_data()) == (304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert client.head(path).headers["Content-Length"] == first.headers["Content-Length"]


def test_what_is_not_found_is_looked_for_again(keeping: Service) -> None:
    client = keeping.test_client()
    assert client.get("/movies/nowhere").status_code == 404
    Editor(keeping, "editora").create("/films", title="Nowhere", slug="nowhere", year=2020)

    assert client.get("/movies/nowhere").status_code == 200


@pytest.mark.parametrize(
    ("path", "change", "shown"),
    [
        ("/main-sentiments", "UPDATE main_sentiments SET name = 'Mudado' WHERE id = 13", "Mudado"),
        ("/api/emotional-intentions/14", "UPDATE emotional_intentions SET description = 'Nova' WHERE id = 7", "Nova"),
        ("/api/streaming-platforms", "UPDATE streaming_platforms SET name = 'Nova' WHERE id = 1", "Nova"),
        (
            "/api/streaming-platforms",
            "INSERT INTO streaming_platforms (id, name, category) VALUES (900, 'x', 'HYBRID')",
            '"x"',
        ),
        ("/main-sentiments", "INSERT INTO main_sentiments (id, name) VALUES (100, 'Novo')", "Novo"),
    ],
)
def test_a_change_to_a_reference_table_is_noticed_whoever_makes_it(
    keeping: Service, writer: psycopg2.extensions.connection, path: str, change: str, shown: str
) -> None:
    client = keeping.test_client()
    before = client.get(path)
    assert wait_until(lambda: remembers(keeping, path), PATIENCE_SECONDS)
    writer.cursor().execute(change)

    def changed() -> bool:
        reply = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
        return reply.status_code == 200 and shown in reply.get_data(as_text=True)

    assert shown not in before.get_data(as_text=True)
    assert wait_until(changed, PATIENCE_SECONDS)


def test_an_editors_change_to_a_film_shows_in_every_answer_about_it(keeping: Service) -> None:
    client, editor = keeping.test_client(), Editor(keeping, "editora")
    paths = ("/movies/solaris", "/api/movie/solaris/hero", "/api/public/filme/solaris")
    for path in paths:
        assert wait_until(lambda path=path: remembers(keeping, path), PATIENCE_SECONDS)
    film_id = client.get("/movies/solaris").get_json()["id"]
    _, tag = editor.read(f"/films/{film_id}")
    assert editor.change(f"/films/{film_id}", tag, title="Solaris 2").status_code == 200

    for path in paths:
        assert wait_until(lambda path=path: "Solaris 2" in client.get(path).get_data(as_text=True), PATIENCE_SECONDS)


def test_every_write_of_editors_importers_and_seeds_ends_what_is_kept(
    own_database: TestDatabase, settings: Settings, tmp_path: Path
) -> None:
    def version() -> int:
        return int(value(own_database, "SELECT coalesce(max(version), 0) FROM cache_versions"))

    seen = version()
    assert command(main, own_database, "seed").status == 0
    assert version() > seen
    seen = version()
    films = tmp_path / "films.json"
    films.write_text('[{"title": "Um filme", "year": 1999, "cast": [], "genres": []}]', encoding="utf-8")
    assert command(run_importer, own_database, "--wikipedia-json", films, "--dry-run").status == 0
    assert version() == seen
    assert command(run_importer, own_database, "--wikipedia-json", films).status == 0
    assert version() > seen


def test_all_nouns_of_editors_are_written_through_the_record_that_ends_what_is_kept(keeping: Service) -> None:
    editor = Editor(keeping, "editora")
    with keeping.database.read() as connection:
        for path in NOUNS:
            (row, *_) = editor.get(f"/{path}?limit=1").get_json() or [None]
            if row is None:
                continue
            before = connection.value("SELECT coalesce(max(version), 0) FROM cache_versions")
            _, tag = editor.read(f"/{path}/{row['id']}")
            assert editor.change(f"/{path}/{row['id']}", tag).status_code == 200
            assert connection.value("SELECT max(version) FROM cache_versions") > before


def test_a_life_of_zero_keeps_nothing(service: Service) -> None:
    before = hits(service)
    for _ in range(3):
        service.test_client().get("/main-sentiments")
    assert hits(service) == before


@pytest.fixture
def run(own_database: TestDatabase, tmp_path: Path) -> Callable[..., AbstractContextManager[RunningService]]:
    """Two workers that keep answers: run(REDIS_URL=…)."""
    with own_database.connect("app_movies", schema="movies") as connection:
        plant_catalogue(connection)

    def run_service(**variables: str) -> AbstractContextManager[RunningService]:
        complete = {
            "MOVIES_DATABASE_URL": own_database.dsn("app_movies"),
            "CACHE_TTL_SECONDS": "60",
            "CACHE_LOCAL_TTL_SECONDS": "60",
            "SHUTDOWN_TIMEOUT_MS": "1000",
            **variables,
        }
        return running_service("movies_api.wsgi:app", "movies_api.settings", "MOVIES", complete, tmp_path)

    return run_service


@pytest.fixture
def running(run: Callable[..., AbstractContextManager[RunningService]]) -> Iterator[RunningService]:
    """Two workers without Redis."""
    with run() as service:
        yield service


class Load(Thread):
    """Asks for one film again and again; `seen` is (when the request began, status, title)."""

    def __init__(self, service: RunningService) -> None:
        super().__init__(daemon=True)
        self.seen: list[tuple[float, int, str]] = []
        self.ended = Event()
        self._service = service

    def run(self) -> None:
        with self._service.caller() as caller:
            while not self.ended.is_set():
                began = monotonic()
                reply = caller.get("/movies/solaris")
                self.seen.append((began, reply.status_code, str(reply.json().get("title"))))


def limit_is(caller: Any, most: str) -> bool:
    """What a worker alone grants is its share; with Redis all share one."""
    return bool(caller.get("/movies/solaris").headers["RateLimit-Limit"] == most)


def test_redis_killed_and_back_under_load_fails_no_request_and_shows_nothing_old(
    run: Callable[..., AbstractContextManager[RunningService]], tmp_path: Path
) -> None:
    port = free_port()
    keeping = ("--appendonly", "yes", "--appendfsync", "always")
    url = f"redis://127.0.0.1:{port}/0"
    limits = {"RATE_LIMIT_ENABLED": "true", "MOVIES_RATE_LIMIT_MAX": "1000000"}
    with ExitStack() as stack:
        with running_redis(port, tmp_path, *keeping):
            service = stack.enter_context(run(REDIS_URL=url, **limits))
            loads = [Load(service) for _ in range(3)]
            for load in loads:
                load.start()
                stack.callback(load.ended.set)
            caller = stack.enter_context(service.caller("editora"))
            assert wait_until(lambda: caller.get("/metrics.json").json()["cache"]["hits"] > 20, PATIENCE_SECONDS)
            assert wait_until(partial(limit_is, caller, "1000000"), PATIENCE_SECONDS)

        def cache_is(word: str) -> Callable[[], bool]:
            return lambda: {caller.get("/readyz").json()["checks"]["cache"] for _ in range(5)} == {word}

        assert wait_until(cache_is("fail"), PATIENCE_SECONDS)
        assert caller.get("/readyz").status_code == 200
        assert caller.get("/movies/solaris").headers["RateLimit-Limit"] == "500000"
        path = f"/api/admin/films/{caller.get('/movies/solaris').json()['id']}"
        tag = caller.get(path).headers["ETag"]
        assert caller.patch(path, json={"title": "Solaris 2"}, headers={"If-Match": tag}).status_code == 200
        changed_at = monotonic()
        stack.enter_context(running_redis(port, tmp_path, *keeping))
        assert wait_until(cache_is("ok"), PATIENCE_SECONDS)
        back_at = monotonic()
        assert wait_until(lambda: all(load.seen[-1][0] > back_at + 1 for load in loads), PATIENCE_SECONDS)

        seen = [one for load in loads for one in load.seen]
        assert {status for _, status, _ in seen} == {200}
        assert {title for began, _, title in seen if began > changed_at + 1} == {"Solaris 2"}


def test_workers_serve_what_they_keep_and_both_show_a_change(running: RunningService) -> None:
    def title() -> str:
        with running.caller() as caller:
            return str(caller.get("/movies/solaris").json()["title"])

    def summary() -> dict[str, Any]:
        with running.caller() as caller:
            return dict(caller.get("/metrics.json").json()["cache"])

    def all_kept() -> bool:
        before = summary()["hits"]
        assert {title() for _ in range(20)} == {"Solaris"}
        return bool(summary()["hits"] - before == 20)

    assert wait_until(all_kept, PATIENCE_SECONDS)
    assert 0 < summary()["hit_rate"] <= 1
    with running.caller("editora") as editor:
        film_id = editor.get("/movies/solaris").json()["id"]
        tag = editor.get(f"/api/admin/films/{film_id}").headers["ETag"]
        path = f"/api/admin/films/{film_id}"
        assert editor.patch(path, json={"title": "Solaris 2"}, headers={"If-Match": tag}).status_code == 200
        ready = editor.get("/readyz").json()
        counted = editor.get("/metrics").text

    assert wait_until(lambda: {title() for _ in range(20)} == {"Solaris 2"}, PATIENCE_SECONDS)
    assert ready["checks"]["cache"] == "disabled"
    assert 'tradingsystem_cache_operations_total{operation="get",result="hit",service="movies-api"}' in counted
