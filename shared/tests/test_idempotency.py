"""A key is claimed in the transaction of the write: answered once, replayed after, waited for meanwhile."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg2.extensions
import pytest
from flask import Blueprint
from werkzeug.test import TestResponse

from suite.database import Connection
from suite.errors import Conflict
from suite.http import EDITOR, Call, Reply, Service, endpoint, json_reply
from suite.http import idempotency_queries as keys
from suite.http.idempotency import write_once
from suite.http.schemas import InputSchema
from suite_testing.databases import TestDatabase
from suite_testing.sample import sample_service

Admin = psycopg2.extensions.connection
PATIENCE_SECONDS = 60


class Trial:
    """The write behind the route; a test may make it fail or hold it."""

    def __init__(self) -> None:
        self.writes = 0
        self.fails = False
        self.entered = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def write(self, connection: Connection) -> Reply:
        connection.value("SELECT 1")
        self.writes += 1
        self.entered.set()
        assert self.may_go_on.wait(PATIENCE_SECONDS)
        if self.fails:
            raise Conflict
        return json_reply({"write": self.writes, "text": "é"}, 201, etag='"7"', headers={"Location": "/w/1"})


class AnythingSchema(InputSchema):
    """Whatever is sent."""


@pytest.fixture
def trial() -> Trial:
    return Trial()


@pytest.fixture
def service(trial: Trial, clone: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(keys, "WAIT_MS", 200)
    blueprint = Blueprint("writes", __name__)

    @blueprint.post("/writes/<name>")
    @endpoint(EDITOR, "Write", body=AnythingSchema(), parse_body=False, replies={201: "Written"})
    def create(call: Call, name: str) -> Reply:
        return write_once(call, "workspace_idempotency", trial.write)

    service = sample_service(blueprint, SAMPLE_DATABASE_URL=clone.dsn("app_workspace"))
    yield service
    service.database.close()


@pytest.fixture
def send(service: Service) -> Callable[..., TestResponse]:
    """One user's request: send(key, path, body)."""
    user = f"user-{uuid4()}"

    def send_one(key: str | None, path: str = "/writes/a", body: object = None, user: str = user) -> TestResponse:
        headers = {"X-User-Id": user, **({"Idempotency-Key": key} if key else {})}
        return service.test_client().post(path, json=body or {"n": 1}, headers=headers)

    return send_one


Send = Callable[..., TestResponse]


def test_a_repeated_key_gets_the_first_reply(send: Send, trial: Trial) -> None:
    first, second = send("k"), send("k")
    assert trial.writes == 1
    assert (second.status_code, second.get_data()) == (first.status_code, first.get_data())
    for name in ("ETag", "Location", "Content-Type"):
        assert second.headers[name] == first.headers[name]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"


def test_without_a_key_every_request_writes(send: Send, trial: Trial) -> None:
    assert [send(None).status_code for _ in range(2)] == [201, 201]
    assert trial.writes == 2


@pytest.mark.parametrize(("path", "body"), [("/writes/b", None), ("/writes/a", {"n": 2})])
def test_another_request_may_not_use_the_key(send: Send, trial: Trial, path: str, body: object) -> None:
    send("k")
    assert send("k", path, body).status_code == 422
    assert trial.writes == 1


def test_another_user_has_keys_of_their_own(send: Send, trial: Trial) -> None:
    send("k")
    assert send("k", user="somebody else").status_code == 201
    assert trial.writes == 2


def test_a_failure_frees_the_key(send: Send, trial: Trial) -> None:
    trial.fails = True
    assert send("k").status_code == 409
    trial.fails = False
    assert send("k").status_code == 201
    assert trial.writes == 2


def test_a_key_in_use_is_waited_for(send: Send, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "WAIT_MS", PATIENCE_SECONDS * 1000)
    trial.may_go_on.clear()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(send, "k")
        assert trial.entered.wait(PATIENCE_SECONDS)
        second = threads.submit(send, "k")
        trial.may_go_on.set()
        assert second.result(PATIENCE_SECONDS).headers["Idempotency-Replayed"] == "true"
        assert first.result(PATIENCE_SECONDS).status_code == 201
    assert trial.writes == 1


def test_a_key_in_use_for_too_long_is_a_conflict(send: Send, trial: Trial) -> None:
    trial.may_go_on.clear()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(send, "k")
        assert trial.entered.wait(PATIENCE_SECONDS)
        assert send("k").status_code == 409
        trial.may_go_on.set()
        assert first.result(PATIENCE_SECONDS).status_code == 201
    assert send("k").headers["Idempotency-Replayed"] == "true"


def test_who_waits_for_a_failure_writes_instead(
    send: Send, trial: Trial, monkeypatch: pytest.MonkeyPatch, admin: Admin
) -> None:
    monkeypatch.setattr(keys, "WAIT_MS", PATIENCE_SECONDS * 1000)
    trial.fails = True
    trial.may_go_on.clear()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(send, "k")
        assert trial.entered.wait(PATIENCE_SECONDS)
        second = threads.submit(send, "k")
        trial.may_go_on.set()
        statuses = [request.result(PATIENCE_SECONDS).status_code for request in (first, second)]
    assert statuses == [409, 409]
    assert trial.writes == 2


@pytest.mark.parametrize("key", ["x" * 256, "a b", "é"])
def test_an_unusable_key_is_refused(send: Send, trial: Trial, key: str) -> None:
    assert send(key).status_code == 400
    assert trial.writes == 0
