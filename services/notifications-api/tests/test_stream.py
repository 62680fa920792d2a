"""GET /notifications/stream, in process and under gunicorn."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg2.extensions
import pytest
import requests
from notifications_client import Api

from notifications_api.settings import Settings
from notifications_api.stream import routes
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, running_service

PATIENCE_SECONDS = 60.0


def events(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """What an EventSource makes of the lines: the notifications, their ids checked."""
    fields: dict[str, str] = {}
    for raw in lines:
        line = raw.decode()
        if line == "":
            if fields.get("event") == "notification":
                told = json.loads(fields["data"])
                assert told["id"] == fields["id"]
                yield told
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


def lines_of(chunks: Any) -> Iterator[bytes]:
    for chunk in chunks:
        yield from chunk.decode().removesuffix("\n").encode().split(b"\n")


@pytest.fixture(scope="module")
def running(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """Two gunicorn workers; a user has two streams at most."""
    variables = {
        "NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications"),
        "NOTIFICATIONS_PROCESS_MODE": "api",
        "NOTIFICATIONS_STREAM_MAX_PER_USER": "2",
        "NOTIFICATIONS_WORKERS": "2",
        "SHUTDOWN_TIMEOUT_MS": "1000",
    }
    folder: Path = tmp_path_factory.mktemp("stream")
    module, settings = "notifications_api.wsgi:app", "notifications_api.settings"
    with running_service(module, settings, "NOTIFICATIONS", variables, folder) as service:
        yield service


def open_stream(running: RunningService, user: str, **headers: str) -> requests.Response:
    caller = running.caller(user, **headers)
    return caller.get("/api/notifications/stream", stream=True, timeout=PATIENCE_SECONDS)


def create(running: RunningService, user: str, message: str) -> str:
    with running.caller(user) as caller:
        made = caller.post("/notifications", json={"userId": user, "type": "in-app", "message": message})
        return str(made.json()["id"])


def test_new_ones_arrive_whichever_worker_stored_them_and_only_ones_own(running: RunningService) -> None:
    with open_stream(running, "ana") as stream:
        assert stream.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["Cache-Control"] == "no-store"
        arriving = events(stream.iter_lines())
        create(running, "eva", "not hers")
        made = [create(running, "ana", f"Olá\u2028{number}\nlinha") for number in range(20)]
        arrived = [next(arriving) for _ in made]

    assert [told["id"] for told in arrived] == made
    assert arrived[0]["message"] == "Olá\u20280\nlinha"


def test_who_comes_back_gets_what_was_missed(running: RunningService) -> None:
    last = create(running, "rui", "seen")
    missed = [create(running, "rui", f"missed {number}") for number in range(5)]

    with open_stream(running, "rui", **{"Last-Event-ID": last}) as stream:
        arriving = events(stream.iter_lines())
        first = [next(arriving)["id"] for _ in missed]
        later = create(running, "rui", "now")
        assert next(arriving)["id"] == later

    assert first == missed


def test_open_streams_are_bounded(start: Any) -> None:
    api: Api = start(stream_max=3, stream_max_per_user=2)
    other = Api(api.service, "another")
    opened = [api.get("/notifications/stream") for _ in range(2)]

    refused = api.get("/notifications/stream")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert refused.get_json()["error"]["message"] == "Too many open event streams"
    third = other.get("/notifications/stream")
    assert third.status_code == 200
    assert Api(api.service, "a third").get("/notifications/stream").status_code == 503

    for reply in (*opened, third):
        reply.close()
    again = api.get("/notifications/stream")
    assert again.status_code == 200
    again.close()
    assert api.request("HEAD", "/notifications/stream").status_code == 200
    assert api.service.hub._number == 0


def test_a_silent_stream_beats_and_ends_at_shutdown(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "HEARTBEAT_SECONDS", 0.01)
    api: Api = start()
    reply = api.get("/notifications/stream")
    chunks = iter(reply.response)

    assert next(chunks) == b"retry: 3000\n\n"
    while next(chunks) != b": keep-alive\n\n":
        continue
    api.service.shutting_down.set()
    assert set(chunks) <= {b": keep-alive\n\n"}
    reply.close()
    assert api.get("/notifications/stream").status_code == 503


def test_a_connection_that_breaks_is_made_anew_and_nothing_is_missed(
    start: Any, admin: psycopg2.extensions.connection, settings: Settings
) -> None:
    api: Api = start()
    reply = api.get("/notifications/stream")
    arriving = events(lines_of(reply.response))
    first = api.notify(message="before")
    assert next(arriving)["id"] == first["id"]
    received: list[str] = []
    reader = Thread(target=lambda: received.append(next(arriving)["id"]))
    reader.start()

    with admin.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN notifications%'"
            " AND datname = current_database()"
        )
        assert cursor.rowcount >= 1
    second = api.notify(message="while nobody listens")
    reader.join(PATIENCE_SECONDS)

    assert received == [second["id"]]
    api.service.shutting_down.set()
    reply.close()


def test_a_stopped_service_ends_its_streams(database: TestDatabase, tmp_path: Path) -> None:
    variables = {
        "NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications"),
        "NOTIFICATIONS_PROCESS_MODE": "api",
        "NOTIFICATIONS_WORKERS": "1",
        "SHUTDOWN_TIMEOUT_MS": "1000",
    }
    module, settings = "notifications_api.wsgi:app", "notifications_api.settings"
    with running_service(module, settings, "NOTIFICATIONS", variables, tmp_path) as service:
        stream = open_stream(service, "ana")
        ended: list[bool] = []
        reader = Thread(target=lambda: ended.append(list(stream.iter_content()) != []))
        reader.start()
        assert service.stop() == 0
        assert wait_until(lambda: ended == [True], PATIENCE_SECONDS)
        reader.join()
        stream.close()
