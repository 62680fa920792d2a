"""POST /pubsub/push, every row of its table."""

import base64
import json
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import psycopg2.extensions
import pytest
from notifications_client import PUSH_TOKEN, Api

from notifications_api.push.receiver import PushReceiver
from notifications_api.service import NotificationsService
from suite.database import Connection
from suite.events.metrics import EventMeter

HEADERS = {"Authorization": f"Bearer {PUSH_TOKEN}"}


def encode(content: Any) -> str:
    return base64.b64encode(json.dumps(content).encode()).decode()


def body(data: str, message_id: str | None = None) -> dict[str, Any]:
    message = {"data": data, "messageId": message_id or str(uuid4()), "publishTime": "2026-01-11T16:00:00.000Z"}
    return {"message": {**message, "attributes": {"k": "v"}}, "subscription": "projects/p/subscriptions/s"}


def push(api: Api, content: Any, message_id: str | None = None, **headers: str) -> Any:
    return api.post("/pubsub/push", body(encode(content), message_id), headers={**HEADERS, **headers})


def envelope(user: str, **changes: Any) -> dict[str, Any]:
    message_id = str(uuid4())
    fields = {"id": message_id, "notificationId": message_id, "userId": user, "type": "in-app", "message": "x"}
    content = {
        "id": message_id,
        "topic": "notification-created",
        "version": 1,
        "key": None,
        "data": {**fields, "createdAt": "2026-01-11T16:00:00.000Z"},
        "attributes": {},
        "publishedAt": "2026-01-11T16:00:00.000Z",
        "requestId": None,
    }
    return {**content, **changes}


@pytest.fixture
def acting(service: NotificationsService) -> Any:
    """Let the service have other actions: acting(name=function)."""
    kept = service.receiver

    def act(**actions: Any) -> None:
        service.receiver = PushReceiver(service.database, [], EventMeter(None), None, actions)

    yield act
    service.receiver = kept


def test_an_action_runs_and_its_result_is_told(api: Api) -> None:
    wanted = {"userId": api.user, "type": "in-app", "message": "Olá"}

    reply = push(api, {"action": "create-notification", "body": wanted})

    told = reply.get_json()
    assert (reply.status_code, told["success"], told["handled"]) == (200, True, True)
    assert api.get(f"/notifications/{told['result']['id']}").get_json() == told["result"]


def test_without_a_body_the_whole_content_is_it(api: Api) -> None:
    reply = push(api, {"action": "create-notification", "userId": api.user, "type": "in-app", "message": "x"})

    assert reply.get_json()["handled"] is True
    assert api.get("/notifications").get_json()["total"] == 1


def test_the_same_message_is_done_once(api: Api) -> None:
    content = {"action": "create-notification", "userId": api.user, "type": "in-app", "message": "x"}
    message_id = str(uuid4())
    push(api, content, message_id)

    again = push(api, content, message_id)

    assert (again.status_code, again.get_json()) == (200, {"success": True, "handled": False, "duplicate": True})
    assert api.get("/notifications").get_json()["total"] == 1


def test_an_action_nobody_handles_is_taken(api: Api) -> None:
    assert push(api, {"action": "unknown"}).get_json() == {"success": True, "handled": False}


def test_an_event_is_handled_as_its_topic_and_once(api: Api) -> None:
    content = envelope("ana")

    assert push(api, content).get_json() == {"success": True, "handled": True, "result": None}
    assert push(api, content).get_json() == {"success": True, "handled": False, "duplicate": True}


def test_an_event_nobody_listens_to_is_taken(api: Api) -> None:
    data = {"notificationId": "n", "status": "sent", "timestamp": "2026-01-11T16:00:00Z", "channel": "email"}

    assert push(api, envelope("ana", topic="notification-sent", data=data)).get_json() == {
        "success": True,
        "handled": False,
    }


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ([], 400, "INVALID_STRUCTURE"),
        ({}, 400, "INVALID_STRUCTURE"),
        ({"message": "x"}, 400, "INVALID_STRUCTURE"),
        ({"message": {"data": 1, "messageId": "1"}}, 400, "INVALID_STRUCTURE"),
        ({"message": {"data": encode([1]), "messageId": "1"}}, 400, "INVALID_STRUCTURE"),
        ({"message": {"data": "!!!", "messageId": "1"}}, 400, "INVALID_BASE64"),
        ({"message": {"data": "e", "messageId": "1"}}, 400, "INVALID_BASE64"),
        ({"message": {"data": base64.b64encode(b"{").decode(), "messageId": "1"}}, 400, "INVALID_JSON"),
        ({"message": {"data": base64.b64encode(b"\xff\xfe").decode(), "messageId": "1"}}, 400, "INVALID_JSON"),
        ({"message": {"data": encode({}), "messageId": "1"}}, 400, "MISSING_ACTION"),
        ({"message": {"data": encode({"action": 1}), "messageId": "1"}}, 400, "MISSING_ACTION"),
        ({"message": {"messageId": "1"}}, 422, "VALIDATION"),
        ({"message": {"data": encode({"action": "x"})}}, 422, "VALIDATION"),
        ({"message": {"data": encode({"topic": "notification-created"}), "messageId": "1"}}, 422, "VALIDATION"),
        ({"message": {"data": encode(envelope("a", data={})), "messageId": "1"}}, 422, "VALIDATION"),
        ({"message": {"data": encode(envelope("a", topic="unknown")), "messageId": "1"}}, 422, "VALIDATION"),
        (
            {"message": {"data": encode({"action": "create-notification", "message": 1}), "messageId": "bad"}},
            422,
            "VALIDATION",
        ),
    ],
)
def test_what_cannot_be_read_has_a_code_of_its_own(api: Api, content: Any, status: int, code: str) -> None:
    reply = api.post("/pubsub/push", content, headers=HEADERS)

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (status, code)
    assert reply.get_json()["error"]["message"]


def test_what_is_not_json_is_refused(api: Api) -> None:
    reply = api.request("POST", "/pubsub/push", data=b"{", headers=HEADERS, content_type="application/json")

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (400, "INVALID_STRUCTURE")


def test_a_handler_that_raises_is_500_and_runs_again(api: Api, acting: Any) -> None:
    outcomes = [RuntimeError("secret detail"), None]

    def fail_once(content: Any, connection: Connection) -> str:
        outcome = outcomes.pop(0)
        if outcome:
            raise outcome
        return "done"

    acting(work=fail_once)
    message_id = str(uuid4())

    failed = push(api, {"action": "work"}, message_id)
    assert (failed.status_code, failed.get_json()["error"]["code"]) == (500, "HANDLER_ERROR")
    assert "secret detail" not in failed.get_data(as_text=True)
    assert push(api, {"action": "work"}, message_id).get_json()["result"] == "done"


def test_a_message_in_hand_is_409(api: Api, acting: Any) -> None:
    begun, finish = Event(), Event()

    def work(content: Any, connection: Connection) -> None:
        begun.set()
        assert finish.wait(30)

    acting(work=work)
    message_id = str(uuid4())
    answers: list[Any] = []
    first = Thread(target=lambda: answers.append(push(api, {"action": "work"}, message_id)))
    first.start()
    assert begun.wait(30)

    held = push(api, {"action": "work"}, message_id)
    finish.set()
    first.join()

    assert (held.status_code, held.get_json()["error"]["code"]) == (409, "IN_PROGRESS")
    assert answers[0].get_json()["handled"] is True


def test_a_message_that_fails_five_times_is_taken_and_kept(
    start: Any, admin: psycopg2.extensions.connection, acting: Any, service: NotificationsService, api: Api
) -> None:
    def fail(content: Any, connection: Connection) -> None:
        raise RuntimeError("no")

    acting(work=fail)
    message_id = str(uuid4())
    statuses = [push(api, {"action": "work"}, message_id).status_code for _ in range(6)]

    assert statuses == [500, 500, 500, 500, 200, 200]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"X-Pubsub-Token": "x"}])
def test_without_the_token_nothing_is_taken(api: Api, headers: dict[str, str]) -> None:
    reply = api.post("/pubsub/push", body(encode({"action": "x"})), headers=headers)

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (401, "UNAUTHORIZED")


def test_the_token_may_stand_in_a_header_of_its_own(api: Api) -> None:
    reply = api.post("/pubsub/push", body(encode({"action": "x"})), headers={"X-Pubsub-Token": PUSH_TOKEN})

    assert reply.status_code == 200


def test_without_a_token_set_it_is_open_in_development_and_closed_in_production(start: Any) -> None:
    content = body(encode({"action": "x"}))

    assert start(push_token=None, app_env="development").post("/pubsub/push", content).status_code == 200
    closed = start(push_token=None, app_env="production", auth_mode="jwt", jwt_secret="x" * 32)
    assert closed.post("/pubsub/push", content).status_code == 401
