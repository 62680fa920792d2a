"""Events of other services: notifications of routed users, mails asked for."""

from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from mail_office import Office, failing
from notifications_client import Api

from notifications_api.kinds import ROUTED
from suite.mail import TransientFailure

WHEN = "2026-01-15T10:30:00.000Z"
EVENTS: dict[str, dict[str, Any]] = {
    "item-status-changed": {
        "itemId": "7",
        "title": "Pão & <b>{O'Brien}</b>",
        "from": "new",
        "to": "done",
        "changedBy": "eva",
        "changedAt": WHEN,
    },
    "idea-moved": {"ideaId": "3", "title": "Mapa", "from": "a", "to": "b", "changedBy": "eva", "changedAt": WHEN},
    "article-published": {"articleId": "5", "blogId": "3", "slug": "s", "title": "Dez finais", "publishedAt": WHEN},
    "crawl-finished": {
        "crawlId": "c",
        "url": "https://example.org",
        "status": "completed",
        "completed": 9,
        "failed": 1,
        "finishedAt": WHEN,
    },
    "sync-failed": {"stream": "btc", "runId": "r", "error": "timeout", "failedAt": WHEN, "consecutiveFailures": 4},
    "system-down": {"service": "blog-api", "status": "down", "since": WHEN},
    "webhook-disabled": {"webhookId": "w", "host": "hooks.example.com", "reason": "a day", "disabledAt": WHEN},
}


def routes(*topics: str, users: tuple[str, ...] = ("ana",)) -> Any:
    return MappingProxyType(dict.fromkeys(topics, users))


def told(office: Office, user: str = "ana") -> list[dict[str, Any]]:
    return office.rows("user_ref = %(user)s", {"user": user})


def test_every_topic_is_tested_here() -> None:
    assert tuple(EVENTS) == ROUTED


@pytest.mark.parametrize("topic", ROUTED)
def test_a_routed_event_becomes_a_notification_once(make_office: Any, topic: str) -> None:
    office: Office = make_office(routes=routes(topic, users=("ana", "rui")))
    office.publish(topic, EVENTS[topic])
    office.settle()
    office.let_pass(3_600)

    for user in ("ana", "rui"):
        (row,) = told(office, user)
        assert (row["type"], row["kind"], row["status"]) == ("in-app", topic, "delivered")
        assert row["title"]
        assert row["data"] == EVENTS[topic]
        assert "{" not in row["message"].replace("{O'Brien}", "")
    assert Api(office.api.service, "ana").get("/notifications/unread-count").get_json() == {"count": 1}
    assert (office.sender.sent, office.dead()) == ([], [])


def test_nobody_is_told_what_is_not_routed(office: Office) -> None:
    for topic, data in EVENTS.items():
        office.publish(topic, data)
    office.settle()

    assert office.rows("true", {}) == []
    assert office.dead() == []


def test_a_user_is_told_the_way_he_wants_in_his_language(make_office: Any) -> None:
    office: Office = make_office(routes=routes("item-status-changed", users=("ana", "rui", "eva")))
    for user, in_app, email in (("ana", False, True), ("rui", False, False), ("eva", True, True)):
        api = Api(office.api.service, user)
        wish = {"kind": "item-status-changed", "inApp": in_app, "email": email}
        assert api.put("/notifications/preferences", {"preferences": [wish]}).status_code == 200
        api.put(f"/notifications/contacts/{user}", {"email": f"{user}@example.org", "locale": "pt-BR"})
    office.publish("item-status-changed", EVENTS["item-status-changed"])
    office.settle()

    assert [row["type"] for row in told(office)] == ["email"]
    assert told(office, "rui") == []
    assert sorted(row["type"] for row in told(office, "eva")) == ["email", "in-app"]
    assert sorted(mail.recipient for mail in office.sender.sent) == ["ana@example.org", "eva@example.org"]
    assert office.sender.sent[0].subject == "Item movido"
    assert office.sender.sent[0].html == (
        "<p>“Pão &amp; &lt;b&gt;{O&#39;Brien}&lt;/b&gt;” passou de new para done.</p>"
    )


def request_for(mail_id: str, **changes: Any) -> dict[str, Any]:
    data = {
        "blog": "Cinema",
        "title": "<b>Dez</b>",
        "url": "https://c.example/a",
        "unsubscribeUrl": "https://c.example/u?token=x",
    }
    fields = {"mailId": mail_id, "to": "ana@example.org", "reader": "subscriber:1", "template": "article"}
    return {**fields, "subject": "Dez", "data": data, "locale": "pt-BR", **changes}


def test_a_mail_another_service_asks_for_is_sent_once_however_often_it_asks(office: Office) -> None:
    mail_id = str(uuid4())
    for _ in range(3):
        office.publish("mail-requested", request_for(mail_id))
    office.settle()
    office.publish("mail-requested", request_for(mail_id))
    office.settle()

    (mail,) = office.sender.sent
    assert (mail.subject, mail.recipient) == ("Cinema: <b>Dez</b>", "ana@example.org")
    assert '<a href="https://c.example/a">&lt;b&gt;Dez&lt;/b&gt;</a>' in mail.html
    assert "Cancelar inscrição" in mail.html
    assert mail.headers["List-Unsubscribe"] == "<https://c.example/u?token=x>"
    assert (office.row(mail_id)["kind"], office.row(mail_id)["status"]) == ("newsletter", "sent")


@pytest.mark.parametrize("changes", [{"to": "nobody"}, {"mailId": "x"}, {"data": {"x": "y" * 17_000}}])
def test_a_request_that_can_never_be_sent_is_a_dead_letter_at_once(office: Office, changes: dict[str, Any]) -> None:
    office.publish("mail-requested", request_for(str(uuid4()), **changes))
    office.settle()

    (dead_letter,) = office.dead()
    assert (dead_letter.subscription, dead_letter.attempts, office.sender.sent) == ("mail-requested-sub", 1, [])


def test_a_requested_mail_that_fails_five_times_is_told_as_failed(make_office: Any) -> None:
    office: Office = make_office()
    office.sender.failures = failing(TransientFailure, 15)
    mail_id = str(uuid4())
    office.publish("mail-requested", request_for(mail_id))
    for _ in range(5):
        office.let_pass(200)

    assert office.row(mail_id)["status"] == "failed"
    assert [event["attempts"] for event in office.events("notification-failed", mail_id)] == [5]
