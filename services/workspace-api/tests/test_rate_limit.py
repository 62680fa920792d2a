"""The limit of requests a client has."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from workspace_replies import refusal

ORIGIN = "http://localhost:3103"


@pytest.fixture
def client(start: Any) -> FlaskClient:
    """A client with five requests a minute."""
    client: FlaskClient = start(rate_limit_enabled=True, rate_limit_max=5, worker_processes=1).test_client()
    return client


def test_every_reply_tells_what_is_left(client: FlaskClient) -> None:
    headers = client.get("/api/items").headers

    assert headers["RateLimit-Limit"] == "5"
    assert headers["RateLimit-Remaining"] == "4"
    assert 1 <= int(headers["RateLimit-Reset"]) <= 60
    assert headers["RateLimit-Policy"] == "5;w=60"
    assert headers["RateLimit"] == f"limit=5, remaining=4, reset={headers['RateLimit-Reset']}"


def test_one_more_than_allowed_is_refused(client: FlaskClient) -> None:
    statuses = [
        client.get(path).status_code for path in ("/api/items", "/items/x", "/nowhere", "/api/items", "/api/items")
    ]
    reply = client.get("/api/items", headers={"Origin": ORIGIN})

    assert statuses == [200, 404, 404, 200, 200]
    body = refusal(reply, 429)
    assert body["message"] == body["error"] == "Too many requests, please try again later."
    assert body["errors"] == []
    assert body["retryAfter"] == int(reply.headers["Retry-After"])
    assert 1 <= int(reply.headers["Retry-After"]) <= 60
    assert reply.headers["RateLimit-Remaining"] == "0"
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert reply.headers["X-Request-ID"]


def test_a_refused_head_has_no_body(client: FlaskClient) -> None:
    for _ in range(5):
        client.get("/api/items")

    reply = client.head("/api/items")
    assert (reply.status_code, reply.data) == (429, b"")


def test_a_refused_write_writes_nothing(client: FlaskClient) -> None:
    headers = {"X-User-Id": "limited"}
    for _ in range(5):
        client.get("/api/items", headers=headers)
    assert client.post("/api/categories", json={"name": "nova"}, headers=headers).status_code == 429
    after = client.application.test_client()  # type: ignore[union-attr]
    reply = after.get("/api/categories/nova", headers=headers, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})

    assert reply.status_code == 404


def test_health_metrics_and_preflights_do_not_count(client: FlaskClient) -> None:
    for _ in range(3):
        for path in ("/health", "/api/health", "/healthz", "/readyz", "/metrics", "/metrics.json"):
            assert client.get(path).status_code == 200
        assert client.options("/api/items", headers={"Origin": ORIGIN}).status_code == 204

    assert client.get("/api/items").headers["RateLimit-Remaining"] == "4"


def test_each_client_has_its_own_limit_and_cannot_invent_another(client: FlaskClient) -> None:
    for number in range(6):
        reply = client.get("/api/items", headers={"X-Forwarded-For": f"10.0.0.{number}"})

    assert reply.status_code == 429
    assert client.get("/api/items", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_without_a_shared_store_a_worker_has_its_share_rounded_up(start: Any) -> None:
    client = start(rate_limit_enabled=True, rate_limit_max=5, worker_processes=2).test_client()

    assert [client.get("/api/items").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_it_can_be_switched_off(start: Any) -> None:
    client = start(rate_limit_enabled=False, rate_limit_max=1, worker_processes=1).test_client()

    assert [client.get("/api/items").status_code for _ in range(3)] == [200, 200, 200]
    assert "RateLimit-Limit" not in client.get("/api/items").headers
