"""Every refusal has the same shape and reaches a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse
from workspace_client import NEW_ITEM, Api
from workspace_replies import refusal

ORIGIN = {"Origin": "http://localhost:3103", "X-Request-ID": "the-request"}


def used_key(api: Api) -> TestResponse:
    key = {**ORIGIN, "Idempotency-Key": "k"}
    api.post("/api/items", NEW_ITEM, headers=key)
    return api.post("/api/items", {**NEW_ITEM, "title": "x"}, headers=key)


def expired(api: Api) -> TestResponse:
    api.create()
    return api.get(f"/api/items/{api.create()['id']}/history?cursor=x", headers=ORIGIN)


REFUSALS: dict[str, tuple[int, Callable[[Api], TestResponse]]] = {
    "broken field": (400, lambda api: api.post("/api/items", {}, headers=ORIGIN)),
    "broken json": (
        400,
        lambda api: api.post("/api/items", data="{", content_type="application/json", headers=ORIGIN),
    ),
    "broken query": (400, lambda api: api.get("/api/items?limit=x", headers=ORIGIN)),
    "broken cursor": (400, expired),
    "unknown route": (404, lambda api: api.get("/nowhere", headers=ORIGIN)),
    "unknown item": (404, lambda api: api.get("/api/items/x", headers=ORIGIN)),
    "wrong method": (405, lambda api: api.patch("/api/items", {}, headers=ORIGIN)),
    "conflict": (409, lambda api: api.post("/api/categories", {"name": "dashboard"}, headers=ORIGIN)),
    "precondition": (
        412,
        lambda api: api.put(f"/api/items/{api.create()['id']}", {}, headers={**ORIGIN, "If-Match": '"9"'}),
    ),
    "large body": (
        413,
        lambda api: api.post("/api/items", data=b" " * 1_048_577, content_type="application/json", headers=ORIGIN),
    ),
    "wrong type": (
        415,
        lambda api: api.post("/api/items", data="a=1", content_type="text/plain", headers=ORIGIN),
    ),
    "refused bulk": (
        422,
        lambda api: api.post("/api/items/bulk", {"operations": [{"op": "delete", "id": "x"}]}, headers=ORIGIN),
    ),
    "used key": (422, used_key),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_json_with_the_headers_a_browser_needs(api: Api, name: str) -> None:
    status, send = REFUSALS[name]
    reply = send(api)

    body = refusal(reply, status)
    assert body["request_id"] == reply.headers["X-Request-ID"] == "the-request"
    assert reply.headers["Access-Control-Allow-Origin"] == "http://localhost:3103"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_a_mistake_of_ours_tells_nothing_about_itself(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("workspace_api.items.queries.select_item_page", fail)
    reply = api.get("/api/items", headers=ORIGIN)

    body = refusal(reply, 500)
    assert body["message"] == body["error"] == "Internal server error"
    assert body["errors"] == []
    assert "secret" not in reply.get_data(as_text=True)
    assert reply.headers["Access-Control-Allow-Origin"] == "http://localhost:3103"
