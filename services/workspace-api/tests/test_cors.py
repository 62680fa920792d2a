"""Cross-origin rules."""

from typing import Any

import pytest
from workspace_client import Api

from suite.http import Service

ORIGIN = "http://localhost:3103"
EXPOSED = {
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
}
ACCEPTED = {
    "Accept",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Request-ID",
    "X-User-Id",
}


def words(header: str) -> set[str]:
    return {word.strip() for word in header.split(",")}


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:3004"])
def test_a_listed_origin_is_echoed(api: Api, origin: str) -> None:
    headers = api.get("/api/items", headers={"Origin": origin}).headers

    assert headers.getlist("Access-Control-Allow-Origin") == [origin]
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in words(headers["Vary"])
    assert words(headers["Access-Control-Expose-Headers"]) >= EXPOSED


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3103.evil.example", f"{ORIGIN}/"])
def test_other_origins_are_served_without_permission(api: Api, origin: str) -> None:
    reply = api.get("/api/items", headers={"Origin": origin})

    assert reply.status_code == 200
    assert not [name for name, _ in reply.headers if name.startswith("Access-Control-")]
    assert "Origin" in words(reply.headers["Vary"])


@pytest.mark.parametrize("path", ["/api/items", "/items/", "/api/items/x", "/api/items/bulk", "/nowhere", "/metrics"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_a_preflight_is_answered_on_every_path(service: Service, path: str, method: str) -> None:
    reply = service.test_client().options(
        path,
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": ", ".join(name.lower() for name in ACCEPTED),
        },
    )

    assert (reply.status_code, reply.data) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert reply.headers["Access-Control-Max-Age"] == "600"
    assert method in words(reply.headers["Access-Control-Allow-Methods"])
    allowed = {name.lower() for name in words(reply.headers["Access-Control-Allow-Headers"])}
    assert allowed >= {name.lower() for name in ACCEPTED}


def test_a_preflight_from_elsewhere_gets_no_permission(service: Service) -> None:
    reply = service.test_client().options(
        "/api/items", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "GET"}
    )

    assert reply.status_code == 204
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_without_a_list_the_frontends_of_this_machine_may_call_outside_production(start: Any) -> None:
    client = start(cors_origins=None).test_client()
    permission = "Access-Control-Allow-Origin"

    for origin in (ORIGIN, "http://localhost:3004"):
        assert client.get("/healthz", headers={"Origin": origin}).headers[permission] == origin
    assert permission not in client.get("/healthz", headers={"Origin": "http://evil.example"}).headers


def test_cors_can_be_switched_off(start: Any) -> None:
    reply = start(disable_cors=True).test_client().get("/healthz", headers={"Origin": ORIGIN})

    assert not [name for name, _ in reply.headers if name.startswith("Access-Control-")]
