"""POST /notifications."""

import json
import re
from typing import Any

import psycopg2.extensions
import pytest
from notifications_client import Api

SIX_KEYS = ["id", "userId", "type", "message", "read", "createdAt"]


def test_the_answer_begins_with_the_six_keys_clients_know(api: Api) -> None:
    made = api.notify(title="Olá", message="Ação concluída")

    assert list(made)[:6] == SIX_KEYS
    told = api.get(f"/notifications/{made['id']}").get_data(as_text=True)
    assert told == json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    assert made["userId"] == api.user
    assert (made["type"], made["message"], made["read"]) == ("in-app", "Ação concluída", False)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", made["createdAt"])
    assert (made["title"], made["status"], made["readAt"], made["sentAt"]) == ("Olá", "delivered", None, None)


def test_the_row_and_its_event_are_stored_together(api: Api, admin: psycopg2.extensions.connection) -> None:
    made = api.notify(type="email", to="ana@example.org", message="Oi")

    with admin.cursor() as cursor:
        cursor.execute("SELECT topic, key, data FROM outbox WHERE key = %s", (made["id"],))
        assert cursor.fetchall() == [
            (
                "notification-created",
                made["id"],
                {
                    "id": made["id"],
                    "notificationId": made["id"],
                    "userId": api.user,
                    "type": "email",
                    "message": "Oi",
                    "createdAt": made["createdAt"],
                },
            )
        ]
    assert made["status"] == "pending"
    assert "to" not in made


def test_the_same_routes_are_served_under_api(api: Api) -> None:
    made = api.post("/api/notifications", {"userId": api.user, "type": "in-app", "message": "x"}).get_json()

    assert api.get(f"/api/notifications/{made['id']}").get_json() == made
    assert api.get("/api/notifications").get_json() == api.get("/notifications").get_json()


def test_nobody_but_an_administrator_writes_to_others(api: Api, other: Api, admin_api: Api) -> None:
    body = {"userId": other.user, "type": "in-app", "message": "x"}

    refused = api.post("/notifications", body)

    assert refused.status_code == 403
    assert refused.get_json()["error"]["message"] == "Cannot create notifications for other users"
    assert refused.get_json()["error"]["code"] == "FORBIDDEN"
    assert admin_api.post("/notifications", body).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("userId", ""),
        ("userId", "x" * 101),
        ("userId", 7),
        ("userId", "a\nb"),
        ("userId", None),
        ("type", "sms"),
        ("type", 1),
        ("message", ""),
        ("message", " \n"),
        ("message", "x" * 10_001),
        ("message", ["x"]),
        ("title", "x" * 201),
        ("title", "a\r\nBcc: b@example.org"),
        ("title", "a\u2028b"),
        ("template", "x" * 51),
        ("data", "text"),
        ("data", {"text": "x" * 16_385}),
        ("to", "not an address"),
        ("to", "a@example.org\r\nBcc: b@example.org"),
        ("to", "a@example.org, b@example.org"),
        ("unknown", 1),
    ],
)
def test_a_broken_field_is_named(api: Api, field: str, value: Any) -> None:
    reply = api.post("/notifications", {"userId": api.user, "type": "email", "message": "x", field: value})

    assert reply.status_code == 422
    error = reply.get_json()["error"]
    assert error["code"] == "VALIDATION"
    assert [detail["field"] for detail in error["details"]] == [field]


@pytest.mark.parametrize("body", [b"{", b"[]", b"", b'{"userId":"a","userId":"b"}', b'"\\u0000"'])
def test_what_is_no_object_is_refused(api: Api, body: bytes) -> None:
    reply = api.request("POST", "/notifications", data=body, content_type="application/json")

    assert reply.status_code == 400
    assert reply.get_json()["error"]["code"] == "BAD_REQUEST"


def test_texts_are_kept_as_they_are(api: Api) -> None:
    message = '  O\'Brien disse: "<b>não</b>"\n\t%s %(x)s 🐝  '

    assert api.get(f"/notifications/{api.notify(message=message)['id']}").get_json()["message"] == message


def test_a_repeated_key_gets_the_first_answer(api: Api) -> None:
    body = {"userId": api.user, "type": "in-app", "message": "x"}
    headers = {"Idempotency-Key": "abc"}
    first = api.post("/notifications", body, headers=headers)
    again = api.post("/notifications", body, headers=headers)

    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.get("/notifications").get_json()["total"] == 1


def test_a_key_belongs_to_its_body_and_its_user(api: Api, other: Api) -> None:
    headers = {"Idempotency-Key": "abc"}
    api.post("/notifications", {"userId": api.user, "type": "in-app", "message": "x"}, headers=headers)

    changed = api.post("/notifications", {"userId": api.user, "type": "in-app", "message": "y"}, headers=headers)
    foreign = other.post("/notifications", {"userId": other.user, "type": "in-app", "message": "x"}, headers=headers)

    assert (changed.status_code, changed.get_json()["error"]["code"]) == (422, "VALIDATION")
    assert foreign.status_code == 201


def test_a_key_has_at_most_128_characters(api: Api) -> None:
    body = {"userId": api.user, "type": "in-app", "message": "x"}

    assert api.post("/notifications", body, headers={"Idempotency-Key": "k" * 128}).status_code == 201
    assert api.post("/notifications", body, headers={"Idempotency-Key": "k" * 129}).status_code == 400


def test_the_six_characters_of_an_escape_are_text_like_any_other(api: Api) -> None:
    text = "what \\u0000 and \\ud800 mean"
    made = api.notify(title=text, message=text, data={"a": text})

    assert (made["title"], made["message"]) == (text, text)
