"""The listener of companion workers: whoever half-opens connections keeps neither threads nor anybody out."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection

import pytest
from flask import Blueprint

from suite.gunicorn_worker import open_files
from suite.http import PUBLIC, Reply, endpoint, json_reply
from suite.http.call import Call
from suite.worker_site import PLACES, WorkerSite
from suite_testing.sample import sample_service

HALF_SENT = 2_000
_HEAD = b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "


@contextmanager
def listening(*blueprints: Blueprint, places: int = PLACES) -> Iterator[int]:
    """The port of a companion's listener."""
    with WorkerSite(sample_service(*blueprints), "127.0.0.1", 0, places=places) as site:
        thread = threading.Thread(target=site.serve_forever, daemon=True)
        thread.start()
        try:
            yield site.port
        finally:
            site.shutdown()
            thread.join()


@pytest.fixture
def port() -> Iterator[int]:
    """A companion's listener."""
    with listening() as port:
        yield port


def get(port: int, path: str) -> int:
    """The status of a request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        connection.request("GET", path)
        reply = connection.getresponse()
        reply.read()
        return reply.status


def test_two_thousand_half_sent_heads_take_as_many_threads_as_there_are_places(port: int) -> None:
    assert open_files() > HALF_SENT + 100
    before = threading.active_count()
    most = 0
    with ExitStack() as held:
        for _ in range(HALF_SENT):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            connection.sendall(_HEAD)
            most = max(most, threading.active_count())
        assert get(port, "/healthz") == 200
        # A thread gives its place back just before it ends.
        assert most <= before + 2 * PLACES


def test_a_request_that_is_being_answered_keeps_its_place() -> None:
    asked, may_answer = threading.Event(), threading.Event()
    slow = Blueprint("slow", __name__)

    @slow.get("/slow")
    @endpoint(PUBLIC, "Wait")
    def wait(call: Call) -> Reply:
        asked.set()
        may_answer.wait(60)
        return json_reply({})

    statuses: list[int] = []
    with listening(slow, places=2) as port, ExitStack() as held:
        client = threading.Thread(target=lambda: statuses.append(get(port, "/slow")))
        client.start()
        assert asked.wait(60)
        for _ in range(10):
            held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)).sendall(_HEAD)
        assert get(port, "/healthz") == 200
        may_answer.set()
        client.join(60)
    assert statuses == [200]


def test_a_connection_that_ended_leaves_its_place(port: int) -> None:
    for _ in range(3 * PLACES):
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    assert get(port, "/readyz") in (200, 503)
