"""POST /email/events."""

from typing import Any

import psycopg2.extensions
import pytest
from notifications_client import EVENTS_TOKEN, Api

HEADERS = {"Authorization": f"Bearer {EVENTS_TOKEN}"}


def bounce(address: str, kind: str = "Permanent", feedback: str = "f1", at: str = "2026-01-15T10:00:00.000Z") -> Any:
    detail = {"bounceType": kind, "bouncedRecipients": [{"emailAddress": address}], "feedbackId": feedback}
    return {"eventType": "Bounce", "bounce": {**detail, "timestamp": at}, "mail": {"messageId": "m1"}}


def complaint(address: str) -> Any:
    detail = {"complainedRecipients": [{"emailAddress": address}], "feedbackId": "f2"}
    return {"notificationType": "Complaint", "complaint": detail, "mail": {"messageId": "m1"}}


def suppressed(admin: psycopg2.extensions.connection, address: str) -> str | None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT reason FROM suppressions WHERE email = %s", (address,))
        row = cursor.fetchone()
        return row[0] if row else None


def test_a_permanent_bounce_and_a_complaint_suppress(api: Api, admin: psycopg2.extensions.connection) -> None:
    delivery = {"eventType": "Delivery", "delivery": {"recipients": ["ok@example.org"]}, "mail": {"messageId": "m9"}}
    events = [bounce("Hard <Hard@Example.org>"), complaint("angry@example.org"), delivery]
    events.append({"eventType": "Open", "open": {}})

    reply = api.post("/email/events", events, headers=HEADERS)

    assert reply.get_json() == {"accepted": 3}
    assert suppressed(admin, "hard@example.org") == "bounce"
    assert suppressed(admin, "angry@example.org") == "complaint"
    assert suppressed(admin, "ok@example.org") is None


def test_three_transient_bounces_in_a_week_suppress(api: Api, admin: psycopg2.extensions.connection) -> None:
    address = "soft@example.org"
    for feedback, day in (("a", "01"), ("a", "01"), ("b", "10"), ("c", "11")):
        event = bounce(address, "Transient", feedback, f"2026-01-{day}T10:00:00Z")
        assert api.post("/email/events", event, headers=HEADERS).get_json() == {"accepted": 1}
    assert suppressed(admin, address) is None

    api.post("/email/events", bounce(address, "Transient", "d", "2026-01-12T10:00:00Z"), headers=HEADERS)

    assert suppressed(admin, address) == "bounce"


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": EVENTS_TOKEN}, {"Authorization": "Bearer ñ"}]
)
def test_without_the_token_nothing_is_taken(api: Api, headers: dict[str, str]) -> None:
    reply = api.post("/email/events", bounce("x@example.org"), headers=headers)

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (401, "UNAUTHORIZED")


def test_without_a_token_set_it_is_open_in_development_and_closed_in_production(start: Any) -> None:
    event = {"eventType": "Open"}

    assert start(email_events_token=None).post("/email/events", event).status_code == 200
    closed = start(email_events_token=None, app_env="production", auth_mode="jwt", jwt_secret="x" * 32)
    assert closed.post("/email/events", event).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        [1],
        {"eventType": 1},
        {"eventType": "Bounce"},
        {"eventType": "Bounce", "bounce": []},
        {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "feedbackId": "f"}},
        {"eventType": "Bounce", "bounce": {"bouncedRecipients": [{}], "feedbackId": "f"}},
        {"eventType": "Bounce", "bounce": {"bouncedRecipients": []}},
        [{"eventType": "Open"}] * 1_001,
    ],
)
def test_what_is_no_event_is_refused_as_a_whole(api: Api, body: Any) -> None:
    reply = api.post("/email/events", body, headers=HEADERS)

    assert (reply.status_code, reply.get_json()["error"]["code"]) == (422, "VALIDATION")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T00:00:00Z"])
def test_a_moment_no_calendar_holds_or_that_is_to_come_is_now(
    api: Api, admin: psycopg2.extensions.connection, at: str
) -> None:
    address = f"{at[:4]}{at[-3:-1]}@example.org".replace(":", "")
    assert api.post("/email/events", bounce(address, at=at), headers=HEADERS).get_json() == {"accepted": 1}
    assert suppressed(admin, address) == "bounce"
    with admin.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM suppressions WHERE created_at > now() + interval '1 minute'")
        assert cursor.fetchone() == (0,)
