"""An answer has to arrive in time as a whole: each byte of one that drips renews the socket's own timeout."""

from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
import requests

from suite.auth import keyset
from suite.auth.keyset import KeySet
from suite.errors import Unavailable
from suite.outbound.bodies import AnswerTooLarge, AnswerTooSlow, read_body
from suite.outbound.connections import bounded_session
from suite.outbound.exchange import Exchange, ExchangeFailed, ExchangeTimeout
from suite_testing.local_server import LocalServer, QuietHandler

DRIPS, PAUSE_SECONDS = 400, 0.05
KEPT = b'{"keys": []}'


class Dripping(QuietHandler):
    """/body and /header come byte by byte for twenty seconds, /cut breaks off, /large is large."""

    def do_GET(self) -> None:
        if self.path == "/header":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self._drip(b"x")
            self.wfile.write(b"\r\nContent-Length: 12\r\n\r\n" + KEPT)
        elif self.path == "/body":
            self._begin(DRIPS + len(KEPT))
            self._drip(b" ")
            self.wfile.write(KEPT)
        elif self.path == "/cut":
            self._begin(100)
            self.close_connection = True
        else:
            self.reply(200, b" " * 100_000 + KEPT)

    def _begin(self, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _drip(self, piece: bytes) -> None:
        server: Any = self.server
        for _ in range(DRIPS):
            self.wfile.write(piece)
            if server.stopping.wait(PAUSE_SECONDS):
                return


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer(Dripping) as running:
        yield running


@pytest.mark.parametrize("path", ["/body", "/header"])
def test_an_exchange_ends_although_bytes_go_on_arriving(server: LocalServer, path: str) -> None:
    with pytest.raises(ExchangeTimeout):
        Exchange(0.5, attempts=1).get(server.url + path, {})


@pytest.mark.parametrize("path", ["/cut", "/large"])
def test_an_answer_that_breaks_off_or_is_too_large_is_a_failure(server: LocalServer, path: str) -> None:
    with pytest.raises(ExchangeFailed):
        Exchange(20, attempts=1, largest=50_000).get(server.url + path, {})


def test_a_whole_answer_is_read(server: LocalServer) -> None:
    assert Exchange(20, attempts=1).get(f"{server.url}/large", {}) == {"keys": []}


def test_keys_that_drip_are_unavailable(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "ANSWER_S", 0.5)
    with pytest.raises(Unavailable):
        KeySet(f"{server.url}/body").find("one")


def test_a_body_is_counted_and_timed(server: LocalServer) -> None:
    with bounded_session() as session:
        with session.get(f"{server.url}/large", stream=True, timeout=60) as answer, pytest.raises(AnswerTooLarge):
            read_body(answer, 1_000, monotonic() + 20)
        with session.get(f"{server.url}/body", stream=True, timeout=60) as answer, pytest.raises(AnswerTooSlow):
            read_body(answer, 1_000_000, monotonic() + 0.3)
        with (
            session.get(f"{server.url}/cut", stream=True, timeout=60) as answer,
            pytest.raises(requests.RequestException),
        ):
            read_body(answer, 1_000, monotonic() + 20)
