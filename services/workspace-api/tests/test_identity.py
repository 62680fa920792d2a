"""Who may call what."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from workspace_client import NEW_ITEM, Api
from workspace_replies import refusal

from suite.auth.issue import issue_token
from suite.http import Service
from suite.settings import Secret

SECRET = "0123456789abcdef0123456789abcdef-test"
ORIGIN = {"Origin": "http://localhost:3103"}
READS = ("GET", "HEAD")


@pytest.fixture
def guarded(start: Any) -> Service:
    """The service as it runs where callers bring tokens."""
    service: Service = start(auth_mode="jwt", jwt_secret=Secret(SECRET))
    return service


@pytest.fixture
def client(guarded: Service) -> FlaskClient:
    return guarded.test_client()


def bearer(role: str, subject: str = "ana", secret: str = SECRET) -> dict[str, str]:
    token = issue_token({"JWT_SECRET": secret}, subject=subject, role=role, ttl_s=60)
    return {**ORIGIN, "Authorization": f"Bearer {token}"}


def routes(service: Service) -> list[tuple[str, str, str]]:
    """(method, path, access rule) of every route."""
    return [
        (method, rule.rule.replace("<item:item_id>", "x").replace("<name>", "x"), view.declaration.access)
        for rule in service.url_map.iter_rules()
        for view in [service.view_functions[rule.endpoint]]
        for method in sorted(rule.methods - {"OPTIONS"})
    ]


def test_only_health_metrics_and_the_description_are_public(guarded: Service) -> None:
    public = {path for _, path, access in routes(guarded) if access == "public"}

    assert public == {
        "/healthz",
        "/readyz",
        "/health",
        "/metrics",
        "/metrics.json",
        "/openapi.json",
        "/docs",
        "/docs/x",
    }


def test_every_other_route_needs_a_token(guarded: Service, client: FlaskClient) -> None:
    asked = [(method, path) for method, path, access in routes(guarded) if access != "public"]
    assert len(asked) > 20
    for method, path in asked:
        reply = client.open(path, method=method, json={}, headers={**ORIGIN, "X-User-Id": "ana"})
        assert reply.status_code == 401, (method, path)
        assert reply.headers["WWW-Authenticate"] == "Bearer"
        assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]


def test_a_reader_reads_and_does_not_write(guarded: Service, client: FlaskClient) -> None:
    for method, path, access in routes(guarded):
        if access == "public":
            continue
        status = client.open(path, method=method, json={}, headers=bearer("reader")).status_code
        if method in READS or path.endswith("/validate"):
            assert status != 403, (method, path)
        else:
            assert status == 403, (method, path)


def test_an_editor_writes_as_the_subject_of_the_token(client: FlaskClient) -> None:
    headers = {**bearer("editor", subject="bia"), "X-User-Id": "eve"}
    item = client.post("/api/items", json={**NEW_ITEM, "createdBy": "eve"}, headers=headers).get_json()["data"]

    assert (item["createdBy"], item["updatedBy"]) == ("bia", "bia")
    assert client.get(f"/api/items/{item['id']}", headers=bearer("admin", subject="ana")).status_code == 404


def test_refusals_have_the_shape_of_all_others(client: FlaskClient) -> None:
    assert refusal(client.get("/api/items"), 401)["errors"] == []
    assert refusal(client.get("/api/items", headers=bearer("admin", secret=SECRET[::-1])), 401)["errors"] == []
    assert refusal(client.post("/api/items", json=NEW_ITEM, headers=bearer("reader")), 403)["errors"] == []


def test_an_unknown_route_is_not_found_without_a_token(client: FlaskClient) -> None:
    assert client.get("/nowhere").status_code == 404


@pytest.mark.parametrize("user", ["", "x" * 101, "a\tb", "\u200b"])
def test_a_name_that_cannot_be_shown_is_refused(service: Service, user: str) -> None:
    header = user.encode().decode("latin-1")
    reply = service.test_client().get("/api/items", environ_overrides={"HTTP_X_USER_ID": header})

    assert refusal(reply, 400)["message"] == "X-User-Id must be 1 to 100 printable characters"


@pytest.mark.parametrize("user", ["João da Silva", "o'neil\\", "%s", "🐝" * 100, "'); DROP TABLE workspace_items; --"])
def test_any_other_name_is_only_a_name(service: Service, user: str) -> None:
    api = Api(service, user)
    reply = api.post("/api/items", NEW_ITEM, environ_overrides={"HTTP_X_USER_ID": user.encode().decode("latin-1")})

    assert reply.get_json()["data"]["createdBy"] == user
