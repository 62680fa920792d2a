"""Replies of the public routes: the same bytes for the same data, and a tag that says so."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from marshmallow import Schema

from blog_api.pictures.addresses import addressed
from blog_api.settings import BlogCall
from suite.http import Reply
from suite.http.etags import none_match, weak
from suite.http.fields import reply

JSON = "application/json; charset=utf-8"
VARIES = "Host, X-Blog-Id"


# What every public reply may be instead.
UNCHANGED = {304: "The client has it already", 404: "No blog of this id or name"}
COUNTED = ("X-Total-Count", "Link", "X-Next-Cursor")


class PageNumbersSchema(reply.ReplySchema):
    """Which page of how many."""

    page = reply.integer()
    limit = reply.integer()
    total = reply.integer()
    totalPages = reply.integer()


class OffsetNumbersSchema(reply.ReplySchema):
    """Where in the whole list a page is."""

    limit = reply.integer()
    offset = reply.integer()
    total = reply.integer()
    nextCursor = reply.text(null=True)


@cache
def list_of(schema: type[Schema]) -> Any:
    """A bare array, or `{data, pagination}` with envelope=true."""
    members = {"data": reply.array(schema), "pagination": reply.nested(OffsetNumbersSchema)}
    name = schema.__name__.removesuffix("Schema")
    enveloped: type[Schema] = type(f"{name}EnvelopeSchema", (reply.ReplySchema,), members)
    return {"anyOf": [schema(many=True), enveloped()]}


@cache
def page_of(schema: type[Schema]) -> Schema:
    """`{success, data, pagination}` of the editing routes."""
    members = {
        "success": reply.constant(True),
        "data": reply.array(schema),
        "pagination": reply.nested(PageNumbersSchema),
    }
    page: type[Schema] = type(schema.__name__.removesuffix("Schema") + "PageSchema", (reply.ReplySchema,), members)
    return page()


def public_reply(
    call: BlogCall, text: str, *, content_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Reply:
    """200 with `text`, or 304 when the client has it already; drawn pictures get their whole address."""
    text = addressed(text, call.service.settings.public_url)
    tag = weak(text, *(headers or {}).values())
    unchanged = not none_match(call.header("If-None-Match"), tag)
    answered = Reply(b"" if unchanged else text.encode(), 304 if unchanged else 200, content_type=content_type)
    answered.headers["ETag"] = tag
    answered.headers.add("Vary", VARIES)
    answered.headers.update(headers or {})
    return answered


def plain_json(text: str, status: int = 200) -> Reply:
    """JSON that is not for keeping: answers to writes."""
    return Reply(text.encode(), status, content_type=JSON)
