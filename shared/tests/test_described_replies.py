"""Replies that tests get are held against the document: to the status, the header and the field."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint

from suite.http import PUBLIC, Call, Reply, endpoint, json_reply
from suite.http.fields import reply
from suite.openapi.document import build_document
from suite_testing import described_replies
from suite_testing.described_replies import ReplyChecker, Undescribed
from suite_testing.sample import sample_service

Check = Callable[..., None]


class ThingSchema(reply.ReplySchema):
    """A thing."""

    name = reply.text()
    size = reply.integer(null=True, optional=True)


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    blueprint = Blueprint("things", __name__)

    @blueprint.get("/things/<name>")
    @endpoint(PUBLIC, "One", replies={200: ("It", ThingSchema())}, headers=("Link",))
    def show_thing(call: Call, name: str) -> Reply:
        return json_reply({})

    monkeypatch.delenv(described_replies.COLLECT, raising=False)
    checker = ReplyChecker("sample-api", build_document(sample_service(blueprint)))

    def check(status: int = 200, body: bytes = b'{"name":"a"}', headers: tuple[str, ...] = ()) -> None:
        checker.check("/things/{name}", "GET", status, headers, body)

    return check


@pytest.mark.parametrize("body", [b'{"name":"a"}', b'{"name":"a","size":1}', b'{"name":"a","size":null}'])
def test_a_reply_as_told_passes(check: Check, body: bytes) -> None:
    check(body=body, headers=("Link", "X-Request-ID", "RateLimit-Limit", "Content-Type", "Vary", "ETag")[:5])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ({"status": 418}, "the status is not told"),
        ({"headers": ("X-Surprise",)}, "the header is not told"),
        ({"body": b'{"name":"a","colour":"red"}'}, "colour"),
        ({"body": b"{}"}, "required"),
        ({"body": b'{"name":null}'}, "None is not of type"),
        ({"status": 404, "body": b'{"error":"no"}'}, "required"),
        ({"status": 500, "body": b'{"success":false,"error":"","code":"","request_id":"","stack":""}'}, "stack"),
    ],
)
def test_what_is_not_told_fails(check: Check, reply: dict[str, Any], why: str) -> None:
    with pytest.raises(Undescribed, match=why):
        check(**reply)
