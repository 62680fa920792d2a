"""system-down: told once for each outage, however many watch."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any

import pytest
from mail_office import Office

from notifications_api.watch.watcher import WatchedService, Watcher, read_targets


class Watched(ThreadingHTTPServer):
    """A service that answers with `status`."""

    daemon_threads = True
    status = 200


class Answering(BaseHTTPRequestHandler):
    server: Watched

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def watched() -> Iterator[Watched]:
    with Watched(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def watching(make_office: Any, admin: Any) -> Office:
    """An office that tells ana."""
    with admin.cursor() as cursor:
        cursor.execute("TRUNCATE outages")
    made: Office = make_office(routes=MappingProxyType({"system-down": ("ana",)}))
    return made


def outages(office: Office) -> list[dict[str, Any]]:
    office.settle()
    return [row["data"] for row in office.rows("kind = 'system-down'", {})]


def watcher_of(office: Office, server: Watched, down_seconds: int = 0) -> Watcher:
    target = WatchedService("blog-api", f"http://127.0.0.1:{server.server_port}/readyz")
    return Watcher(office.database, (target,), down_seconds)


def test_an_outage_is_told_once_and_the_next_one_again(watching: Office, watched: Watched) -> None:
    watchers = [watcher_of(watching, watched) for _ in range(2)]

    def look(status: int) -> None:
        watched.status = status
        for watcher in watchers:
            watcher.look()

    look(200)
    assert outages(watching) == []
    look(503)
    look(503)
    (told,) = outages(watching)
    assert (told["service"], told["status"], told["detail"]) == ("blog-api", "down", "HTTP 503")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["since"])
    look(200)
    look(503)
    assert len(outages(watching)) == 2


def test_a_short_outage_is_not_told(watching: Office, watched: Watched) -> None:
    watcher = watcher_of(watching, watched, down_seconds=3_600)
    watched.status = 503
    watcher.look()
    watcher.look()
    assert outages(watching) == []

    with watching.database.transaction() as connection:
        connection.run("UPDATE outages SET since = since - interval '2 hours'")
    watcher.look()
    assert len(outages(watching)) == 1


def test_a_service_that_does_not_answer_is_down(watching: Office, watched: Watched) -> None:
    watcher = watcher_of(watching, watched)
    watched.shutdown()
    watched.server_close()

    watcher.look()

    assert [told["detail"] for told in outages(watching)] == ["ConnectionError"]


def test_the_manifest_says_whom_to_watch(tmp_path: Path) -> None:
    services = [
        {"id": "blog-api", "port": 3100, "built": True},
        {"id": "sync", "port": 3700, "built": False},
        {"id": "tool", "port": None},
        {"id": "notifications-api", "port": 3800, "built": True},
    ]
    (tmp_path / "services-manifest.json").write_text(json.dumps({"version": 1, "services": services}))

    assert read_targets("http://{id}:{port}/readyz", "notifications-api", tmp_path) == (
        WatchedService("blog-api", "http://blog-api:3100/readyz"),
    )
    assert read_targets("http://x", "y", tmp_path / "nowhere") == ()


def test_this_repository_is_watched() -> None:
    found = {target.id for target in read_targets("http://127.0.0.1:{port}/readyz", "notifications-api")}

    assert {"blog-api", "movies-api", "workspace-api"} <= found
    assert "notifications-api" not in found
