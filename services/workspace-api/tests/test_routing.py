"""Paths, aliases, methods."""

from typing import Any

import pytest
from workspace_client import Api
from workspace_replies import assert_refused


@pytest.mark.parametrize(
    "path",
    [
        "/api/items",
        "/items",
        "/api/items/",
        "/items/",
        "/api/categories",
        "/categories",
        "/categories/",
        "/items/stats",
    ],
)
def test_aliases_and_trailing_slashes_are_served_in_place(api: Api, path: str) -> None:
    api.create()
    reply = api.get(path)

    assert reply.status_code == 200
    assert "Location" not in reply.headers


def test_aliases_serve_every_method(api: Api) -> None:
    reply = api.post("/items", {"title": "t", "description": "d", "category": "dashboard", "priority": "low"})
    path = reply.headers["Location"]

    assert path == f"/items/{reply.get_json()['data']['id']}"
    assert api.get(path + "/").status_code == 200
    assert api.patch(path, {"title": "x"}).status_code == 200
    assert api.get(f"{path}/history/").get_json()["count"] == 2
    assert api.delete(path).status_code == 200
    assert api.get(f"/api{path}").status_code == 404


@pytest.mark.parametrize("path", ["/health", "/api/health", "/api/health/"])
def test_health_answers_under_both_names(api: Api, path: str) -> None:
    body = api.get(path).get_json()

    assert (body["status"], body["service"], body["dbStrategy"]) == ("healthy", "workspace-api", "postgresql")
    assert body["checks"]["database"]["status"] == "healthy"
    assert set(body["checks"]["database"]) >= {"message", "responseTime"}
    assert "error" not in body


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "/"),
        ("/x", "/x"),
        ("/x/?a=1", "/x/"),
        ("/api", "/api"),
        ("/itemsx", "/itemsx"),
        ("/api//items", "/api//items"),
        ("/api/items/a/b", "/api/items/a/b"),
        ("/api/items/a/history/b", "/api/items/a/history/b"),
        ("/api/workspace/items", "/api/workspace/items"),
        ("/api/items/..%2Fx", "/api/items/../x"),
        ("/não", "/não"),
        ("/api/items/%00", "/api/items/\x00"),
        ("/api/categories/a%00b", "/api/categories/a\x00b"),
    ],
)
def test_an_unknown_route_is_named(api: Api, path: str, told: str) -> None:
    assert_refused(api.get(path), 404, f"Route not found: GET {told}")


def test_bytes_that_are_no_text_name_nothing(api: Api) -> None:
    for path in ("/api/items/%ED%A0%80", "/api/categories/%FF", "/%FF"):
        assert api.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/api/items", "GET, HEAD, OPTIONS, POST"),
        ("DELETE", "/items/", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/api/items/x", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("GET", "/api/items/bulk", "OPTIONS, POST"),
        ("PUT", "/api/items/bulk/", "OPTIONS, POST"),
        ("DELETE", "/api/items/stats", "GET, HEAD, OPTIONS"),
        ("PUT", "/api/items/export", "GET, HEAD, OPTIONS"),
        ("PATCH", "/api/items/changes", "GET, HEAD, OPTIONS"),
        ("GET", "/api/items/x/restore", "OPTIONS, POST"),
        ("POST", "/api/items/x/history", "GET, HEAD, OPTIONS"),
        ("PUT", "/api/categories", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/api/categories/x", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("PUT", "/api/categories/x/toggle", "OPTIONS, PATCH"),
        ("POST", "/health", "GET, HEAD, OPTIONS"),
        ("BREW", "/api/items", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(api: Api, method: str, path: str, allowed: str) -> None:
    reply = api.request(method, path, json={})

    assert_refused(reply, 405, "Method not allowed")
    assert reply.headers["Allow"] == allowed


@pytest.mark.parametrize("name", ["bulk", "stats", "export", "changes"])
def test_names_of_routes_only_win_as_a_whole(api: Api, name: str) -> None:
    assert_refused(api.get(f"/api/items/{name}x"), 404, f"Item with id {name}x not found")
    assert api.get(f"/api/items/{name}/history").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/items",
        "/api/items/{id}",
        "/api/items/{id}/history",
        "/api/items/stats",
        "/api/items/changes",
        "/api/categories",
        "/api/categories/dashboard",
        "/api/categories/stats",
        "/health",
        "/metrics",
        "/nowhere",
    ],
)
def test_head_is_get_without_the_body(api: Api, path: str) -> None:
    path = path.format(id=api.create()["id"])
    get, head = api.get(path), api.request("HEAD", path)

    assert head.status_code == get.status_code
    assert head.data == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert head.headers.get("ETag") == get.headers.get("ETag")


def test_replies_to_a_user_are_not_stored_by_caches(api: Api) -> None:
    replies: list[Any] = [api.get("/api/categories"), api.get("/api/items/x"), api.get("/api/items/changes")]

    assert [reply.headers["Cache-Control"] for reply in replies] == ["no-store"] * 3
