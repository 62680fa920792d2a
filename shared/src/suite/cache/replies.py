"""Whole replies of public routes, kept: a hit costs neither a query nor the making of a body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from suite.http import Call, Reply
from suite.http.etags import none_match

View = Callable[..., Reply]
OK, NOT_MODIFIED = 200, 304
CONDITION = "HTTP_IF_NONE_MATCH"
# To nginx alone, which does not pass it on: a second, whatever clients are told (docs/adr/0090).
FOR_GATEWAY = ("X-Accel-Expires", "1")


@dataclass(frozen=True, slots=True)
class CachePlan:
    """How a reply is kept: for `seconds`, or until one of `groups` is touched.

    `variant` is what it depends on beside path and query string. A `document` is the same for all who ask at one host,
    for one blog and from one origin: a gateway may keep it as well.
    """

    groups: tuple[str, ...]
    seconds: float
    variant: str = ""
    document: bool = False


def cached(plan_of: Callable[[Any], CachePlan]) -> Callable[[View], View]:
    """Keep what a view answers with 200; it stands under `endpoint`, which has judged the request by then.

    Other answers are made anew each time. A client that has the version of the entity tag gets 304.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(call: Call, **path: Any) -> Reply:
            plan = plan_of(call)
            if plan.seconds <= 0:
                return view(call, **path)
            condition = call.environ.pop(CONDITION, None)
            key = "\n".join((call.method, call.path, call.environ.get("QUERY_STRING") or "", plan.variant))
            try:
                stored = call.service.cache.get_or_make(
                    key, lambda: pack(view(call, **path)), ttl=plan.seconds, groups=plan.groups
                )
            except NotKept as made:
                return made.reply
            reply = unpack(stored, condition)
            if plan.document:
                reply.headers.add(*FOR_GATEWAY)
            return reply

        return answer

    return decorate


class NotKept(Exception):
    """A reply that is only for the one who asked."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


def pack(reply: Reply) -> dict[str, Any]:
    """A reply as JSON; NotKept for anything but an ordinary answer."""
    if reply.status_code != OK or reply.is_streamed:
        raise NotKept(reply)
    return {"body": reply.get_data(as_text=True), "headers": reply.headers.to_wsgi_list()}


def unpack(stored: Mapping[str, Any], condition: str | None) -> Reply:
    """The reply again, or 304 when `condition` (If-None-Match) says that the client has it."""
    reply = Reply(stored["body"].encode(), OK)
    reply.headers.clear()
    reply.headers.extend(tuple(pair) for pair in stored["headers"])
    tag = reply.headers.get("ETag")
    if tag and not none_match(condition, tag):
        reply.status_code = NOT_MODIFIED
        reply.set_data(b"")
        for name in ("Content-Length", "Content-Type"):
            reply.headers.pop(name, None)
    return reply
