"""What Sentry is told of an error: the line's constant message, where it happened, and whose request it was.

No locals, no source, no bodies, no addresses of requests; a user is a keyed hash.
"""

import hashlib
import hmac
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from suite.logs.context import request_context, span_fields
from suite.logs.formatters import RESERVED_FIELDS
from suite.tracing.spans import current_span

Event = dict[str, Any]
# Of a recursion without an end the last calls tell enough; of a chain of causes the last ones.
MOST_FRAMES = 100
MOST_CAUSES = 5
# What suite.http.service says of an error that no code expected.
_UNHANDLED = "unhandled error"


@dataclass(frozen=True)
class Occurrence:
    """A logged error with the request it belongs to, taken where it happened."""

    record: logging.LogRecord
    context: Mapping[str, str | None]
    trace: Mapping[str, str]

    @classmethod
    def of(cls, record: logging.LogRecord) -> "Occurrence":
        """The record, with what is in progress now."""
        span = current_span()
        named = {} if span is None else {"type": "trace", **span_fields(span)}
        return cls(record, request_context.get(), named)


def event_of(occurrence: Occurrence, service: str, hash_user: Callable[[str], str]) -> Event:
    """The event, not yet redacted."""
    record = occurrence.record
    extra = {
        name: value for name, value in vars(record).items() if name not in RESERVED_FIELDS and not name.startswith("_")
    }
    context: dict[str, Any] = dict(occurrence.context)
    context.update({name: extra.pop(name) for name in ("request_id", "user_id") if name in extra})
    event: Event = {
        "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
        "logger": record.name,
        "logentry": {"message": str(record.msg)},
        "timestamp": record.created,
        "tags": {
            "service": service,
            **{name: context[name] for name in ("request_id", "route") if context.get(name)},
        },
        "extra": extra,
    }
    if context.get("route"):
        event["transaction"] = context["route"]
    if context.get("user_id"):
        event["user"] = {"id": hash_user(str(context["user_id"]))}
    if occurrence.trace:
        event["contexts"] = {"trace": dict(occurrence.trace)}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        handled = record.msg != _UNHANDLED and record.levelno < logging.CRITICAL
        event["exception"] = {"values": exceptions_of(error, handled=handled)}
    return event


def exceptions_of(error: BaseException, *, handled: bool) -> list[Event]:
    """An error and what led to it, the first cause first."""
    chain = list(_causes(error))[:MOST_CAUSES]
    return [
        {
            "type": type(link).__name__,
            "module": type(link).__module__,
            "value": str(link),
            "mechanism": {"type": "logging", "handled": handled},
            "stacktrace": {"frames": _frames(link.__traceback__)},
        }
        for link in reversed(chain)
    ]


def user_hash(key: str) -> Callable[[str], str]:
    """A function that gives a user the same name everywhere under one key, which nobody without it can undo."""
    return lambda user: hmac.new(key.encode(), user.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()[
        :32
    ]


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _frames(trace: TracebackType | None) -> list[Event]:
    summaries = traceback.StackSummary.extract(traceback.walk_tb(trace), limit=-MOST_FRAMES, lookup_lines=False)
    return [
        {
            "filename": summary.filename,
            "function": summary.name,
            "lineno": summary.lineno,
            "in_app": "site-packages" not in summary.filename and "lib/python" not in summary.filename,
        }
        for summary in summaries
    ]
