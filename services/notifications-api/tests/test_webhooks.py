"""Webhooks of the suite's events: registered, sent signed and under the guard, switched off, sent again."""

import hmac
import json
import logging
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2.extensions
import pytest
from notifications_client import Api
from standardwebhooks import Webhook
from test_consumers import EVENTS
from webhook_desk import Desk

from notifications_api.kinds import ROUTED
from notifications_api.settings import Settings
from suite.outbound import AddressGuard
from suite.webhooks.queries import claim_deliveries
from suite_testing.tools import require_tool
from suite_testing.webhook_receiver import Receiver

VERIFIER = Path(__file__).parent / "verify_webhook.cjs"
PUBLIC = "https://hooks.example.com/suite"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def desk(make_office: Any, start: Any, settings: Settings, admin: psycopg2.extensions.connection) -> Desk:
    """An office whose webhooks may go to this machine."""
    changed: Any = {"webhook_allow_hosts": ("127.0.0.1",)}
    office = make_office(**changed)
    office.api = start(**changed)
    return Desk(office, replace(settings, **changed), admin)


def test_a_webhook_is_made_shown_changed_and_forgotten(desk: Desk) -> None:
    made = desk.register(PUBLIC, events=["idea-moved", "sync-failed", "idea-moved"], description="chat")
    path = f"/webhooks/{made['id']}"

    assert made["secret"].startswith("whsec_")
    assert (made["events"], made["enabled"]) == (["idea-moved", "sync-failed"], True)
    shown = desk.api.get(path).get_json()
    assert "secret" not in shown and shown == {name: made[name] for name in shown}
    assert desk.api.get("/webhooks").get_json()["data"] == [shown]

    changes = {"url": PUBLIC + "/2", "events": ["system-down"], "description": None, "enabled": False}
    changed = desk.api.request("PATCH", path, json=changes).get_json()
    assert {name: changed[name] for name in changes} == changes
    assert changed["disabledAt"] is not None
    assert desk.api.request("PATCH", path, json={"enabled": True}).get_json()["disabledAt"] is None
    assert desk.api.delete(path).status_code == 204
    assert desk.api.get(path).status_code == 404
    assert desk.api.get("/webhooks").get_json()["total"] == 0


def test_a_webhook_that_names_no_events_gets_all_of_them(desk: Desk, receiver: Receiver) -> None:
    desk.register(receiver.url)
    for topic, data in EVENTS.items():
        desk.office.publish(topic, data)
    desk.office.settle()
    desk.send()

    assert {body["type"]: body["data"] for body in receiver.bodies} == EVENTS
    assert set(EVENTS) == set(ROUTED)
    assert len({body["id"] for body in receiver.bodies}) == len(ROUTED)
    assert all(body["timestamp"].endswith("Z") for body in receiver.bodies)


def test_events_nobody_wants_are_not_told(desk: Desk, receiver: Receiver) -> None:
    desk.register(receiver.url, events=["idea-moved"])
    off = desk.register(receiver.url)
    desk.api.request("PATCH", f"/webhooks/{off['id']}", json={"enabled": False})
    desk.publish()
    desk.send()

    assert receiver.received == []


def test_each_webhook_signs_with_its_own_secret_in_both_forms(desk: Desk, receiver: Receiver) -> None:
    made = [desk.register(receiver.url + path) for path in ("/a", "/b")]
    desk.publish()
    desk.send()

    assert len(receiver.received) == 2
    secrets = {desk.deliveries(webhook)[0]["id"]: webhook["secret"] for webhook in made}
    for headers, body in receiver.received:
        secret = secrets[headers["webhook-id"]]
        assert Webhook(secret).verify(body, headers) == json.loads(body)
        plain = hmac.new(secret.encode(), body, sha256).hexdigest()
        assert headers["X-Webhook-Signature"] == f"sha256={plain}"


def test_the_library_of_javascript_accepts_the_signature(desk: Desk, receiver: Receiver) -> None:
    node = require_tool("node")
    if not os.environ.get("SCRAPE_SDKS"):
        require_tool("firecrawl-sdks")
    desk.register(receiver.url)
    made = desk.register(receiver.url, description="preço ≤ 10 €")
    desk.publish()
    desk.send()
    [headers, body] = next(
        [headers, body]
        for headers, body in receiver.received
        if headers["webhook-id"] == desk.deliveries(made)[0]["id"]
    )

    for text, verdict in ((body.decode(), "accepted"), (body.decode() + " ", "refused")):
        given = json.dumps({"secret": made["secret"], "headers": headers, "body": text})
        folder = Path(os.environ["SCRAPE_SDKS"]) / "js-standardwebhooks"
        run = subprocess.run(
            [node, str(VERIFIER)], input=given, capture_output=True, text=True, cwd=folder, timeout=120, check=False
        )
        assert (run.stdout.strip(), run.returncode) == (verdict, 0), run.stderr


def test_a_new_secret_signs_from_now_on(desk: Desk, receiver: Receiver) -> None:
    made = desk.register(receiver.url)
    changed = desk.api.post(f"/webhooks/{made['id']}/secret").get_json()
    assert changed["secret"] != made["secret"]
    desk.publish()
    desk.send()

    [(headers, body)] = receiver.received
    assert Webhook(changed["secret"]).verify(body, headers)


def test_what_fails_is_tried_again_under_its_id_at_the_address_of_now(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500]
    made = desk.register(receiver.url + "/old")
    desk.publish()
    desk.send()
    [waiting] = desk.deliveries(made, state="pending")
    assert (waiting["attempts"], waiting["statusCode"], waiting["error"]) == (1, 500, "status 500")
    assert desk.shown(made)["failingSince"] is not None
    assert desk.resend(made, waiting)[0] == 409

    desk.api.request("PATCH", f"/webhooks/{made['id']}", json={"url": receiver.url + "/new"})
    desk.let_pass("1 minute")
    desk.send()

    [delivered] = desk.deliveries(made)
    assert (delivered["state"], delivered["attempts"], delivered["nextAt"]) == ("delivered", 2, None)
    assert desk.shown(made)["failingSince"] is None
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1


def test_after_a_day_of_failures_it_is_off_and_what_waited_can_be_sent_again(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500, 503, 503]
    made = desk.register(receiver.url)
    desk.publish()
    desk.send()
    desk.let_pass("25 hours")
    desk.publish(2)
    desk.send()

    shown = desk.shown(made)
    assert (shown["enabled"], shown["disabledReason"]) == (False, "a day of failures")
    dead = desk.deliveries(made, state="dead")
    assert len(dead) == 2 and len(receiver.received) == 3
    desk.publish(3)
    assert len(desk.deliveries(made)) == 2
    assert desk.resend(made, dead[0])[0] == 409

    assert (
        desk.api.request("PATCH", f"/webhooks/{made['id']}", json={"enabled": True}).get_json()["disabledReason"]
        is None
    )
    assert [desk.resend(made, delivery)[0] for delivery in dead] == [200, 200]
    desk.send()
    assert {delivery["state"] for delivery in desk.deliveries(made)} == {"delivered"}
    assert sorted(body["data"]["consecutiveFailures"] for body in receiver.bodies[3:]) == [1, 2]
    assert {headers["webhook-id"] for headers, _ in receiver.received[3:]} == {delivery["id"] for delivery in dead}


def disabled_by_failures(desk: Desk, receiver: Receiver) -> dict[str, Any]:
    """A webhook that was switched off."""
    receiver.statuses = [410]
    made = desk.register(receiver.url + "/secret-path", events=["sync-failed"])
    desk.publish()
    desk.send()
    desk.office.settle()
    assert not desk.shown(made)["enabled"]
    return made


def test_its_owner_is_told_once_that_a_webhook_is_off(desk: Desk, receiver: Receiver) -> None:
    with Receiver() as other:
        desk.register(other.url, events=["webhook-disabled"])
        made = disabled_by_failures(desk, receiver)
        desk.send()
        [event] = other.bodies

    [told] = desk.office.rows("kind = 'webhook-disabled'", {})
    assert event["data"] == told["data"]
    assert (told["type"], told["data"]["webhookId"], told["data"]["host"]) == ("in-app", made["id"], "127.0.0.1")
    assert told["data"]["reason"] == "the receiver answered 410 Gone" and "127.0.0.1" in told["message"]
    assert "secret-path" not in json.dumps(told, default=str)
    seen = desk.api.get("/notifications", query_string={"userId": told["user_ref"]}).get_json()["data"]
    assert [one["title"] for one in seen] == ["Webhook switched off"]


def test_a_day_of_failures_is_logged_told_and_seen_in_the_list(
    desk: Desk, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [500, 503]
    made = desk.register(receiver.url, events=["sync-failed"])
    desk.publish()
    desk.send()
    assert desk.office.rows("kind = 'webhook-disabled'", {}) == []
    desk.let_pass("25 hours")
    with caplog.at_level(logging.WARNING, logger="suite.webhooks"):
        desk.send()
    desk.office.settle()

    [record] = [record for record in caplog.records if record.getMessage() == "webhook switched off"]
    assert (record.levelname, record.__dict__["webhook"]) == ("WARNING", made["id"])
    [told] = desk.office.rows("kind = 'webhook-disabled'", {})
    assert told["data"]["reason"] == "a day of failures"
    [shown] = desk.api.get("/webhooks").get_json()["data"]
    assert (shown["enabled"], shown["disabledReason"]) == (False, "a day of failures") and shown["disabledAt"]


def test_nobody_is_told_of_what_a_person_switches_off(desk: Desk) -> None:
    made = desk.register(PUBLIC)
    desk.api.request("PATCH", f"/webhooks/{made['id']}", json={"enabled": False})
    desk.office.settle()

    assert desk.office.rows("kind = 'webhook-disabled'", {}) == []


def test_an_owner_who_is_named_too_is_told_once(
    make_office: Any, start: Any, settings: Settings, admin: psycopg2.extensions.connection, receiver: Receiver
) -> None:
    api = start()
    with admin.cursor() as cursor:
        owner = api_owner(Api(api.service, None), cursor)
    changed: Any = {"webhook_allow_hosts": ("127.0.0.1",), "routes": {"webhook-disabled": (owner, "ana")}}
    office = make_office(**changed)
    office.api = start(**changed)
    disabled_by_failures(Desk(office, replace(settings, **changed), admin), receiver)

    rows = office.rows("kind = 'webhook-disabled'", {})
    assert sorted(row["user_ref"] for row in rows) == sorted([owner, "ana"])


def api_owner(api: Api, cursor: Any) -> str:
    """The id of who registers webhooks."""
    made = api.post("/webhooks", {"url": PUBLIC}).get_json()
    cursor.execute("SELECT user_id::text FROM webhooks WHERE id = %(id)s", {"id": made["id"]})
    owner: str = cursor.fetchone()[0]
    return owner


def test_a_metric_counts_webhooks_that_failures_switched_off(desk: Desk, receiver: Receiver) -> None:
    disabled_by_failures(desk, receiver)
    by_hand = desk.register(PUBLIC)
    desk.api.request("PATCH", f"/webhooks/{by_hand['id']}", json={"enabled": False})

    lines = desk.api.get("/metrics").get_data(as_text=True).splitlines()
    [counted] = [line for line in lines if "webhooks_disabled{" in line]
    assert counted.endswith(" 1.0")


def test_a_success_within_the_day_keeps_it_on(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500, 200, 500]
    made = desk.register(receiver.url)
    desk.publish()
    desk.send()
    desk.let_pass("23 hours")
    desk.send()
    desk.publish(2)
    desk.send()
    desk.let_pass("2 hours")

    assert desk.shown(made)["enabled"]
    assert len(desk.deliveries(made, state="pending")) == 1


def test_a_receiver_that_is_gone_is_not_asked_again(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [410]
    made = desk.register(receiver.url)
    desk.publish()
    desk.send()

    shown = desk.shown(made)
    assert (shown["enabled"], shown["disabledReason"]) == (False, "the receiver answered 410 Gone")


def test_what_else_is_due_waits_for_a_receiver_that_fails(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500] * 100
    made = desk.register(receiver.url)
    for number in range(40):
        desk.office.publish("sync-failed", {**EVENTS["sync-failed"], "consecutiveFailures": number})
    desk.office.settle()
    desk.send_batch()

    assert len(receiver.received) == 16
    waiting = [one for one in desk.deliveries(made, state="pending", limit="100") if one["attempts"] == 0]
    assert len(waiting) == 24 and all(one["nextAt"] > one["createdAt"] for one in waiting)


def test_a_delivery_a_killed_sender_held_is_sent_by_another(desk: Desk, receiver: Receiver) -> None:
    made = desk.register(receiver.url)
    desk.publish()
    with desk.office.database.transaction({"app.scope": "all"}) as connection:
        assert len(claim_deliveries(connection, 10, 60)) == 1
    desk.send()
    assert receiver.received == []
    desk.let_pass("0 s")
    desk.send()

    assert desk.deliveries(made)[0]["state"] == "delivered"


def test_an_address_that_turns_private_is_never_dialled(desk: Desk, receiver: Receiver) -> None:
    made = desk.register(f"http://hooks.example.com:{receiver.server_port}/")
    desk.publish()
    desk.send(AddressGuard(resolve=lambda host, port: ["127.0.0.1"]))

    [delivery] = desk.deliveries(made)
    assert (delivery["state"], delivery["error"]) == ("dead", "Target address is not allowed")
    assert receiver.connections == 0


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://169.254.169.254/latest", "http://localhost/", "ftp://example.com/", "nonsense",
     "http://0x7f.1/", "http://example.com:22/", "http://[::1]/", "https://exa mple.com/", "http://example.com/\nx"],
)  # fmt: skip
def test_an_address_nobody_may_have_is_refused_at_once(admin_api: Api, url: str) -> None:
    reply = admin_api.post("/webhooks", {"url": url})

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (422, "VALIDATION")


@pytest.mark.parametrize(
    "body",
    [{}, {"url": 5}, {"url": PUBLIC, "events": []}, {"url": PUBLIC, "events": ["other"]},
     {"url": PUBLIC, "events": "sync-failed"}, {"url": PUBLIC, "secret": "mine"},
     {"url": PUBLIC + "x" * 2048}, {"url": PUBLIC, "description": "x" * 201}],
)  # fmt: skip
def test_a_bad_webhook_is_refused(admin_api: Api, body: dict[str, Any]) -> None:
    assert admin_api.post("/webhooks", body).status_code == 422


def test_webhooks_are_for_administrators(api: Api, desk: Desk) -> None:
    made = desk.register(PUBLIC)
    path = f"/webhooks/{made['id']}"

    answers = [
        api.get("/webhooks"),
        api.post("/webhooks", {"url": PUBLIC}),
        api.get(path),
        api.request("PATCH", path, json={"enabled": False}),
        api.delete(path),
        api.post(f"{path}/secret"),
        api.get(f"{path}/deliveries"),
        api.post(f"{path}/deliveries/{uuid4()}/resend"),
    ]
    assert {reply.status_code for reply in answers} == {403}
    assert desk.shown(made)["enabled"]


def test_what_is_not_there_is_404(desk: Desk, receiver: Receiver) -> None:
    first, second = desk.register(receiver.url), desk.register(receiver.url)
    desk.publish()
    [delivery] = desk.deliveries(first)

    for unknown in (str(uuid4()), "x"):
        path = f"/webhooks/{unknown}"
        answers = [
            desk.api.get(path),
            desk.api.request("PATCH", path, json={"enabled": False}),
            desk.api.delete(path),
            desk.api.post(f"{path}/secret"),
            desk.api.get(f"{path}/deliveries"),
            desk.api.post(f"{path}/deliveries/{delivery['id']}/resend"),
            desk.api.post(f"/webhooks/{first['id']}/deliveries/{unknown}/resend"),
        ]
        assert {reply.status_code for reply in answers} == {404}
    assert desk.resend(second, delivery)[0] == 404


def test_there_are_a_hundred_webhooks_at_the_most(desk: Desk) -> None:
    for number in range(100):
        desk.register(f"{PUBLIC}/{number}")

    assert desk.api.post("/webhooks", {"url": PUBLIC}).status_code == 409
    page = desk.api.get("/api/notifications/webhooks?limit=30&page=4").get_json()
    assert (len(page["data"]), page["total"], page["pagination"]["hasMore"]) == (10, 100, False)
