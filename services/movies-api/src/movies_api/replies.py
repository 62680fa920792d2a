"""Replies to public reads: JSON or XML with an entity tag, so that unchanged answers cost a client nothing."""

from collections.abc import Mapping
from typing import Any

from movies_api.posters.addresses import addressed
from movies_api.service import JSON_TYPE, MovieCall
from suite.http import Reply
from suite.http.etags import none_match, weak
from suite.http.replies import encode

XML_TYPE = "application/xml; charset=utf-8"
# Clients ask again before they use a copy: a change shows at once, and mostly the answer is 304.
REVALIDATE = "no-cache"


def tagged_reply(
    call: MovieCall,
    content: Any,
    *,
    tagged: Any = None,
    headers: Mapping[str, str] | None = None,
    media_type: str = JSON_TYPE,
    cache_control: str = REVALIDATE,
) -> Reply:
    """200 with `content`, JSON text or anything that encodes to it; 304 when the client has it.

    `tagged` is what the entity tag is made of where the body has parts that change without meaning.
    """
    body = as_bytes(content)
    if media_type == JSON_TYPE:
        body = addressed(call.service.settings, body)
    tag = weak(as_bytes(tagged) if tagged is not None else body)
    fresh = none_match(call.header("If-None-Match"), tag)
    reply = Reply(body, 200, content_type=media_type) if fresh else Reply(status=304)
    reply.headers["ETag"] = tag
    reply.headers["Cache-Control"] = cache_control
    if headers:
        reply.headers.update(headers)
    return reply


def as_bytes(content: Any) -> bytes:
    """UTF-8 of text that is already written, JSON of everything else."""
    if isinstance(content, str):
        return content.encode()
    return content if isinstance(content, bytes) else encode(content)
