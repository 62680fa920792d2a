"""The header `traceparent` of W3C Trace Context, version 00."""

import re
from typing import NamedTuple

_FORM = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_TRACE, _NO_SPAN = "0" * 32, "0" * 16


class Parent(NamedTuple):
    """A span of elsewhere; `sampled`: whoever began the trace keeps it."""

    trace_id: int
    span_id: int
    sampled: bool


def parse_parent(text: str | None) -> Parent | None:
    """The parent in a header's value, None when there is none or it has another form."""
    found = _FORM.fullmatch(text) if text else None
    if found is None:
        return None
    version, trace_id, span_id, flags, rest = found.groups()
    if version == "ff" or (version == "00" and rest) or trace_id == _NO_TRACE or span_id == _NO_SPAN:
        return None
    return Parent(int(trace_id, 16), int(span_id, 16), bool(int(flags, 16) & 1))


def format_parent(trace_id: int, span_id: int, *, sampled: bool) -> str:
    """The header's value for a span."""
    return f"00-{trace_id:032x}-{span_id:016x}-{'01' if sampled else '00'}"
