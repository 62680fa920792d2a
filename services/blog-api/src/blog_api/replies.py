"""Replies of the public routes: the same bytes for the same data, and a tag that says so."""

from collections.abc import Mapping

from blog_api.pictures.addresses import addressed
from blog_api.settings import settings_of
from suite.http import Call, Reply
from suite.http.etags import none_match, weak

JSON = "application/json; charset=utf-8"
VARIES = "Host, X-Blog-Id"


def public_reply(call: Call, text: str, *, content_type: str = JSON, headers: Mapping[str, str] | None = None) -> Reply:
    """200 with `text`, or 304 when the client has it already; drawn pictures get their whole address."""
    text = addressed(text, settings_of(call.service).public_url)
    tag = weak(text, *(headers or {}).values())
    unchanged = not none_match(call.header("If-None-Match"), tag)
    reply = Reply(b"" if unchanged else text.encode(), 304 if unchanged else 200, content_type=content_type)
    reply.headers["ETag"] = tag
    reply.headers.add("Vary", VARIES)
    reply.headers.update(headers or {})
    return reply


def plain_json(text: str, status: int = 200) -> Reply:
    """JSON that is not for keeping: answers to writes."""
    return Reply(text.encode(), status, content_type=JSON)
