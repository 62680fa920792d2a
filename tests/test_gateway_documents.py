"""nginx keeps public documents for a second: for everybody alike, and nothing of one client for another."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from suite_ops.processes.patience import wait_until
from suite_testing.nginx_server import running_gateway

DOCUMENT = "/main-sentiments"
CROWD = 50


class Shop(BaseHTTPRequestHandler):
    """A service with documents: says what it was asked, and what is on the shelf now; the query says how."""

    protocol_version = "HTTP/1.1"
    requests: ClassVar[list[str]] = []
    released = threading.Event()
    shelf = "first"

    def do_GET(self) -> None:
        type(self).requests.append(self.path)
        wanted = parse_qs(urlsplit(self.path).query)
        if "slow" in wanted and self.requests.count(self.path) == 1:
            self.released.wait(120)
        status = int(wanted.get("status", ["200"])[0])
        told = {"path": self.path, "shelf": self.shelf, "number": len(self.requests)}
        told |= {name: self.headers.get(name) for name in ("Host", "Origin", "X-Blog-Id", "X-Platform")}
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.send_header("X-Request-ID", self.headers["X-Request-ID"])
        self.send_header("RateLimit-Remaining", "7")
        self.send_header("RateLimit", "limit=8, remaining=7, reset=9")
        self.send_header("Cache-Control", "public, max-age=600" if "unmarked" in wanted else "no-cache")
        if "unmarked" not in wanted and status == 200:
            self.send_header("X-Accel-Expires", "1")
        if "cookie" in wanted:
            self.send_header("Set-Cookie", "seen=1")
        if "vary" in wanted:
            self.send_header("Vary", "X-Platform")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as shop:
        threading.Thread(target=shop.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield shop.server_address[1]
        shop.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def gateway(server: int, folder: Path) -> Iterator[str]:
    with running_gateway({"movies-api": server, "blog-api": server}, folder, crowd_patience="60s") as address:
        yield address.removeprefix("http://")


def ask(gateway: str, path: str, **headers: str) -> tuple[HTTPResponse, dict[str, Any]]:
    connection = HTTPConnection(gateway, timeout=120)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        return reply, json.loads(reply.read())
    finally:
        connection.close()


def document() -> str:
    """The address of one that nobody has asked for."""
    return f"{DOCUMENT}?of={uuid4().hex}"


def requests_of(path: str) -> int:
    """How often the service was asked for it."""
    return Shop.requests.count(path)


def ask_within_a_second(gateway: str, path: str, **headers: str) -> list[dict[str, Any]]:
    """Two answers of one and the same second of the clock; `path` is made another one for each try."""
    for number in range(100):
        began = int(time())
        answers = [ask(gateway, f"{path}&try={number}", **headers)[1] for _ in range(2)]
        if int(time()) == began:
            return answers
    raise AssertionError("no two requests in a second")


@pytest.mark.parametrize("status", ["200", "301", "404"])
def test_a_crowd_is_one_request(gateway: str, status: str) -> None:
    path = f"{document()}&status={status}"
    began = int(time())
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(lambda _: ask(gateway, path), range(CROWD)))
    assert {reply.status for reply, _ in answers} == {int(status)}
    # One for each second of the clock that this took.
    assert 1 <= requests_of(path) <= int(time()) - began + 1


def test_a_crowd_does_not_wait_for_a_document_that_takes_long(server: int, tmp_path: Path) -> None:
    path = f"{document()}&slow=1"
    with running_gateway({"movies-api": server}, tmp_path) as address, ThreadPoolExecutor(1) as pool:
        gateway = address.removeprefix("http://")
        first = pool.submit(ask, gateway, path)
        try:
            assert wait_until(lambda: requests_of(path) == 1, 60)
            # Answered while the first one is not.
            assert ask(gateway, path)[0].status == 200
            assert not first.done()
        finally:
            Shop.released.set()
        assert first.result()[0].status == 200


def test_who_asks_again_within_the_second_is_told_the_same(gateway: str) -> None:
    first, second = ask_within_a_second(gateway, document())
    assert first == second


@pytest.mark.parametrize(
    "header", ["Authorization", "X_User_Id", "X_Service_Token", "Cookie", "Range", "If_Match", "X_Forwarded_Host"]
)
def test_who_says_who_they_are_is_answered_by_the_service(gateway: str, header: str) -> None:
    path = document()
    for count in (1, 2, 3):
        ask(gateway, path, **{header: "ana"})
        assert requests_of(path) == count
    # And nothing of it was kept for others.
    assert ask(gateway, path)[1]["number"] == len(Shop.requests)
    assert requests_of(path) == 4


@pytest.mark.parametrize("how", ["unmarked=1", "cookie=1", "status=500", "status=503", "status=400"])
def test_what_the_service_does_not_give_away_is_never_kept(gateway: str, how: str) -> None:
    path = f"{document()}&{how}"
    for count in (1, 2, 3):
        ask(gateway, path)
        assert requests_of(path) == count


def test_other_addresses_are_never_kept(gateway: str) -> None:
    path = f"/movies?of={uuid4().hex}"
    for count in (1, 2):
        ask(gateway, path)
        assert requests_of(path) == count


@pytest.mark.parametrize("header", ["Host", "Origin", "X_Blog_Id"])
def test_documents_are_apart_by_who_is_asked_and_from_where(gateway: str, header: str) -> None:
    path = document()
    for value in ("1", "2", "1"):
        assert ask(gateway, path, **{header: value})[1][header.replace("_", "-")] == value


def test_documents_are_apart_by_query_and_encoding(gateway: str) -> None:
    path = document()
    for other in (path, f"{path}&page=2", path.replace("?", "/one?")):
        assert ask(gateway, other)[1]["path"] == other
    count = requests_of(path)
    ask(gateway, path, Accept_Encoding="br")
    assert requests_of(path) == count + 1


def test_vary_is_respected(gateway: str) -> None:
    path = f"{document()}&vary=1"
    for value in ("ios", "web", "ios"):
        assert ask(gateway, path, X_Platform=value)[1]["X-Platform"] == value


def test_nobody_gets_what_is_of_another_request(gateway: str) -> None:
    path = document()
    for request_id in ("first", "second", "third"):
        reply, _ = ask(gateway, path, X_Request_ID=request_id)
        assert reply.headers.get_all("X-Request-ID") == [request_id]
        assert not [name for name in reply.headers if name.lower().startswith("ratelimit")]
        assert "X-Accel-Expires" not in reply.headers


def test_a_change_shows_in_the_next_second(gateway: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = document()
    assert ask(gateway, path)[1]["shelf"] == "first"
    monkeypatch.setattr(Shop, "shelf", "second")
    changed = int(time())
    assert wait_until(lambda: int(time()) > changed, 60)
    assert ask(gateway, path)[1]["shelf"] == "second"


def test_the_log_tells_who_answered(gateway: str, folder: Path) -> None:
    path, log = document(), folder / "access.log"

    def told() -> bool:
        ask(gateway, path)
        return '"cache":"gateway"' in log.read_text()

    assert wait_until(told, 60)
