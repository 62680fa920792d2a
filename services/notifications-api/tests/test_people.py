"""Contacts, preferences and suppressions."""

from typing import Any
from urllib.parse import quote

import psycopg2.extensions
import pytest
from notifications_client import Api

KINDS = [
    "message",
    "item-status-changed",
    "idea-moved",
    "article-published",
    "crawl-finished",
    "sync-failed",
    "system-down",
    "webhook-disabled",
]


def test_a_contact_is_stored_and_shown(api: Api) -> None:
    path = f"/notifications/contacts/{api.user}"
    assert api.get(path).status_code == 404

    stored = api.put(path, {"email": "Ana@Example.org", "locale": "pt-BR"})

    assert stored.get_json() == {"userId": api.user, "email": "Ana@Example.org", "locale": "pt-BR"}
    assert api.get(path).get_json() == stored.get_json()
    assert api.put(path, {"email": None}).get_json() == {"userId": api.user, "email": None, "locale": "en"}


@pytest.mark.parametrize("user", ["org/ana", "ana@example.org", "joão da silva", "a%b"])
def test_any_user_id_can_have_a_contact(admin_api: Api, user: str) -> None:
    path = f"/notifications/contacts/{quote(user, safe='')}"

    assert admin_api.put(path, {"email": "ana@example.org"}).get_json()["userId"] == user
    assert admin_api.get(path).get_json()["userId"] == user


def test_a_contact_is_for_its_owner_and_administrators(api: Api, other: Api, admin_api: Api) -> None:
    path = f"/notifications/contacts/{api.user}"
    api.put(path, {"email": "ana@example.org"})

    for reply in (other.get(path), other.put(path, {"email": "eva@example.org"})):
        assert (reply.status_code, reply.get_json()["error"]["code"]) == (403, "FORBIDDEN")
    assert admin_api.get(path).get_json()["email"] == "ana@example.org"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "nobody"},
        {"email": 1},
        {"email": "a@example.org\r\nBcc: b@example.org"},
        {"email": "a@example.org", "locale": "fr"},
        {"email": "a@example.org", "role": "admin"},
    ],
)
def test_a_bad_contact_is_refused(api: Api, body: dict[str, Any]) -> None:
    assert api.put(f"/notifications/contacts/{api.user}", body).status_code == 422


def test_everything_is_told_in_the_application_until_somebody_says_otherwise(api: Api) -> None:
    shown = api.get("/notifications/preferences").get_json()["data"]

    assert [entry["kind"] for entry in shown] == KINDS
    assert {entry["inApp"] for entry in shown} == {True}
    assert [entry["kind"] for entry in shown if entry["email"]] == ["message"]


def test_what_somebody_says_is_kept_kind_by_kind(api: Api, other: Api) -> None:
    def wished(kind: str, who: Api) -> tuple[bool, bool]:
        shown = {entry["kind"]: entry for entry in who.get("/notifications/preferences").get_json()["data"]}
        return shown[kind]["inApp"], shown[kind]["email"]

    for kind, in_app, email in (("sync-failed", False, True), ("idea-moved", False, False)):
        body = {"preferences": [{"kind": kind, "inApp": in_app, "email": email}]}
        assert api.put("/notifications/preferences", body).status_code == 200

    assert (wished("sync-failed", api), wished("idea-moved", api)) == ((False, True), (False, False))
    assert wished("sync-failed", other) == (True, False)


@pytest.mark.parametrize(
    "wishes",
    [
        None,
        "all",
        [1],
        [{"kind": "sync-failed", "inApp": True}],
        [{"kind": "unknown", "inApp": True, "email": True}],
        [{"kind": "sync-failed", "inApp": "yes", "email": True}],
        [{"kind": "sync-failed", "inApp": True, "email": True}] * 2,
        [{"kind": "message", "inApp": False, "email": True}],
    ],
)
def test_bad_preferences_are_refused(api: Api, wishes: Any) -> None:
    reply = api.put("/notifications/preferences", {"preferences": wishes})

    assert reply.status_code == 422
    assert reply.get_json()["error"]["code"] == "VALIDATION"


def test_preferences_are_for_their_owner_and_administrators(api: Api, other: Api, admin_api: Api) -> None:
    body = {"preferences": [{"kind": "sync-failed", "inApp": False, "email": False}]}
    path = f"/notifications/preferences?userId={api.user}"

    assert other.put(path, body).status_code == 403
    assert other.get(path).status_code == 403
    assert admin_api.put(path, body).status_code == 200
    assert {"kind": "sync-failed", "inApp": False, "email": False} in api.get(path).get_json()["data"]


def test_a_mail_the_user_has_switched_off_is_stored_and_not_sent(
    api: Api, admin: psycopg2.extensions.connection
) -> None:
    api.put("/notifications/preferences", {"preferences": [{"kind": "message", "inApp": True, "email": False}]})

    assert api.notify(type="email", to="ana@example.org")["status"] == "suppressed"
    assert api.notify()["status"] == "delivered"


def test_suppressions_are_for_administrators(api: Api, admin_api: Api) -> None:
    assert api.get("/notifications/suppressions").status_code == 403
    assert api.delete("/notifications/suppressions/a@example.org").status_code == 403
    assert admin_api.post("/notifications/suppressions", {"email": "Eva@Example.org"}).status_code == 201

    shown = admin_api.get("/notifications/suppressions").get_json()

    assert ("eva@example.org", "admin") in [(entry["email"], entry["reason"]) for entry in shown["data"]]
    assert shown["total"] == len(shown["data"])
    assert admin_api.delete("/notifications/suppressions/EVA@example.org").status_code == 204
    assert admin_api.delete("/notifications/suppressions/eva@example.org").status_code == 404
    assert admin_api.delete("/notifications/suppressions/nobody").status_code == 422
