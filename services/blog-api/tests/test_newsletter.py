"""Subscribing, confirming, leaving: the texts readers see, and what nobody gets to see."""

from uuid import UUID

import pytest
from blog_client import Api, Rows

from blog_api.newsletter.rules import CONFIRM, UNSUBSCRIBE, make_token
from suite_testing.processes import at_once

SUBSCRIBE = "/api/newsletter/subscribe"
NEW, KNOWN = "Inscrição realizada com sucesso!", "Você já está inscrito em nossa newsletter!"


def subscribe(api: Api, email: object, **more: object) -> dict[str, object]:
    body: dict[str, object] = api.post(SUBSCRIBE, {"email": email, "source": "blog_home", **more}).get_json()
    return body


def token_for(rows: Rows, email: str, purpose: str) -> str:
    identifier = rows.value("SELECT id::text FROM newsletter_subscriptions WHERE email = %s", email)
    key = rows.value("SELECT key FROM deployment_keys WHERE name = 'newsletter'")
    return make_token(bytes(key), purpose, UUID(identifier))


@pytest.fixture
def writer(start_blog: object) -> Api:
    """A client whose calls nobody else counted."""
    return Api(start_blog())  # type: ignore[operator]


def test_a_new_address_then_a_known_one_then_one_that_comes_back(writer: Api, rows: Rows) -> None:
    assert subscribe(writer, "  Uma@Example.com ") == {"success": True, "message": NEW}
    assert subscribe(writer, "uma@example.com") == {"success": True, "message": KNOWN}
    token = token_for(rows, "uma@example.com", UNSUBSCRIBE)
    for _ in range(2):
        left = writer.post("/api/newsletter/unsubscribe", {"token": token})
        assert (left.status_code, left.get_json()["message"]) == (200, "Inscrição cancelada com sucesso!")
    assert not rows.value("SELECT is_active FROM newsletter_subscriptions WHERE email = 'uma@example.com'")
    assert subscribe(writer, "uma@example.com")["message"] == "Inscrição reativada com sucesso!"
    assert rows.value("SELECT unsubscribed_at FROM newsletter_subscriptions WHERE email = 'uma@example.com'") is None


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "  "}, {"email": None}, None])
def test_an_address_is_needed(writer: Api, body: object) -> None:
    reply = writer.post(SUBSCRIBE, body)
    assert reply.status_code == 400
    assert reply.get_json() == {"success": False, "message": "Email é obrigatório", "error": "EMAIL_REQUIRED"}


@pytest.mark.parametrize(
    "email", [5, ["a@b.c"], "a", "a@b", "@b.c", "a@@b.c", "a b@c.d", "a@b..c", "a@" + "b" * 260 + ".c"]
)
def test_an_address_must_be_one(writer: Api, email: object) -> None:
    reply = writer.post(SUBSCRIBE, {"email": email})
    assert reply.status_code == 400
    assert reply.get_json() == {"success": False, "message": "Email inválido", "error": "INVALID_EMAIL"}


def test_malformed_json_is_told(writer: Api) -> None:
    reply = writer.request("POST", SUBSCRIBE, data="{", content_type="application/json")
    assert reply.status_code == 400
    assert reply.get_json() == {"success": False, "message": "JSON inválido", "error": "INVALID_JSON"}


def test_twenty_at_once_make_one_row(blog_service: object, rows: Rows) -> None:
    clients = [Api(blog_service, REMOTE="x") for _ in range(10)]  # type: ignore[arg-type]
    messages = at_once(
        [lambda client=client: subscribe(client, "corrida@example.com")["message"] for client in clients]
    )
    assert set(messages) <= {NEW, KNOWN}
    assert messages.count(NEW) == 1
    assert rows.value("SELECT count(*) FROM newsletter_subscriptions WHERE email = 'corrida@example.com'") == 1


def test_subscriptions_are_per_blog(writer: Api) -> None:
    assert subscribe(writer, "dois@example.com", blogId=1)["message"] == NEW
    assert subscribe(writer, "dois@example.com", blogId=2)["message"] == NEW


def test_with_double_opt_in_the_answer_tells_nothing(start_blog: object, rows: Rows) -> None:
    writer = Api(start_blog(double_opt_in=True))  # type: ignore[operator]
    email = "confirma@example.com"
    assert [subscribe(writer, email)["message"] for _ in range(2)] == [NEW, NEW]
    state = "SELECT is_active FROM newsletter_subscriptions WHERE email = %s"
    assert rows.value(state, email) is False
    confirmed = writer.post("/api/newsletter/confirm", {"token": token_for(rows, email, CONFIRM)})
    assert confirmed.get_json() == {"success": True, "message": "Inscrição confirmada com sucesso!"}
    assert rows.value(state, email) is True
    assert subscribe(writer, email)["message"] == NEW


@pytest.mark.parametrize("token", [None, 5, "", "x", "A" * 45, "A" * 500])
def test_tokens_cannot_be_made_up(writer: Api, token: object) -> None:
    for path in ("confirm", "unsubscribe"):
        reply = writer.post(f"/api/newsletter/{path}", {"token": token})
        assert (reply.status_code, reply.get_json()["error"]) == (400, "INVALID_TOKEN")


def test_a_token_opens_only_what_it_was_made_for(writer: Api, rows: Rows) -> None:
    subscribe(writer, "zweck@example.com")
    token = token_for(rows, "zweck@example.com", CONFIRM)
    assert writer.post("/api/newsletter/unsubscribe", {"token": token}).status_code == 400


def test_no_client_address_is_stored(writer: Api, rows: Rows) -> None:
    subscribe(writer, "anon@example.com")
    stored = rows.value("SELECT to_jsonb(n)::text FROM newsletter_subscriptions n WHERE email = 'anon@example.com'")
    assert "127.0.0.1" not in stored


def test_the_limit_is_ten_a_minute(start_blog: object) -> None:
    writer = Api(start_blog(rate_limit_enabled=True, rate_limit_per_minute=100, worker_processes=1))  # type: ignore[operator]
    statuses = [writer.post(SUBSCRIBE, {"email": "limite@example.com"}).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
