"""Spans and the traces they belong to, recorded in this process and judged when the outermost of them ends.

What is not sampled is recorded all the same, a few hundred nanoseconds a span: whether it fails or is slow is known at
its end only, and then it is exported after all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from random import getrandbits
from time import time_ns
from typing import Any, Protocol

from suite.tracing.parents import Parent, format_parent, parse_parent

INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"
# More of one trace in one process are counted, not recorded: a loop over statements must not fill the memory.
MOST_SPANS = 1_000


class Recorder(Protocol):
    """Decides which traces are exported, and exports them."""

    def samples(self, trace_id: int, parent: Parent | None) -> bool:
        """Whether a trace is exported whatever becomes of it."""
        ...

    def finish(self, ended: "Trace") -> None:
        """All spans that this process has recorded of a trace."""
        ...


class Trace:
    """What this process records under one outermost span."""

    __slots__ = ("dropped", "exported", "id", "sampled", "spans")

    def __init__(self, trace_id: int, sampled: bool) -> None:
        self.id = trace_id
        self.sampled = sampled
        self.exported = False
        self.spans: list[Span] = []
        self.dropped = 0


class Span:
    """One step; `ended` is 0 while it lasts. Times are ns since 1970."""

    __slots__ = ("attributes", "ended", "error", "id", "kind", "links", "name", "parent_id", "started", "trace")

    def __init__(self, of: Trace, parent_id: int | None, name: str, kind: str, attributes: dict[str, Any]) -> None:
        self.trace = of
        self.id = getrandbits(64) or 1
        self.parent_id = parent_id
        self.name = name
        self.kind = kind
        self.attributes = attributes
        self.links: tuple[Parent, ...] = ()
        self.error: str | None = None
        self.started = time_ns()
        self.ended = 0

    def end(self, error: str | None = None) -> None:
        """Over; `error` names what it failed with."""
        self.ended = time_ns()
        self.error = error or self.error
        if len(self.trace.spans) < MOST_SPANS:
            self.trace.spans.append(self)
        else:
            self.trace.dropped += 1

    @property
    def traceparent(self) -> str:
        """The header that names this span as the parent."""
        return format_parent(self.trace.id, self.id, sampled=self.trace.sampled)


_current: ContextVar[Span | None] = ContextVar("current_span", default=None)
_recorder: Recorder | None = None


def install(recorder: Recorder | None) -> None:
    """From now on this process records for `recorder`; None turns tracing off."""
    global _recorder
    _recorder = recorder


def installed() -> Recorder | None:
    """Who this process records for; None while tracing is off."""
    return _recorder


def current_span() -> Span | None:
    """The span in progress."""
    return _current.get()


def traceparent() -> str | None:
    """The header of the span in progress, None without one."""
    found = _current.get()
    return found.traceparent if found is not None else None


@contextmanager
def span(name: str, kind: str = INTERNAL, /, **attributes: Any) -> Iterator[Span | None]:
    """A step of the trace in progress; without one nothing is recorded and the block gets None.

    Names of attributes have `__` for the dots of OpenTelemetry's conventions.
    """
    parent = _current.get()
    if parent is None:
        yield None
        return
    with _entered(Span(parent.trace, parent.id, name, kind, dotted(attributes))) as begun:
        yield begun


@contextmanager
def trace(
    name: str, kind: str = INTERNAL, /, parent: str | None = None, *, linked: bool = False, **attributes: Any
) -> Iterator[Span | None]:
    """The outermost span of this process: of the trace that `parent`, a traceparent, names, or of a new one.

    `linked`: the parent is also named as a link, as messaging wants it.
    """
    recorder = _recorder
    if recorder is None:
        yield None
        return
    begun = begin_trace(recorder, name, kind, parent, dotted(attributes))
    if linked and begun.parent_id is not None:
        begun.links = (Parent(begun.trace.id, begun.parent_id, begun.trace.sampled),)
    try:
        with _entered(begun):
            yield begun
    finally:
        recorder.finish(begun.trace)


def begin_trace(recorder: Recorder, name: str, kind: str, parent: str | None, attributes: dict[str, Any]) -> Span:
    """The outermost span, not yet the one in progress; whoever asks ends it and tells the recorder."""
    known = parse_parent(parent)
    trace_id = known.trace_id if known else getrandbits(128) or 1
    begun = Trace(trace_id, recorder.samples(trace_id, known))
    return Span(begun, known.span_id if known else None, name, kind, attributes)


def record(
    name: str,
    kind: str,
    started: int,
    attributes: dict[str, Any],
    error: str | None = None,
    parent: Span | None = None,
) -> None:
    """A step of the trace in progress, or below `parent`, that is over already; `started` in ns since 1970."""
    parent = parent or _current.get()
    if parent is not None:
        ended = Span(parent.trace, parent.id, name, kind, attributes)
        ended.started = started
        ended.end(error)


def mark_failed(failure: BaseException) -> None:
    """The span in progress has failed, though nothing is raised through it."""
    found = _current.get()
    if found is not None:
        found.error = type(failure).__name__


def enter(begun: Span) -> Token[Span | None]:
    """Make a span the one in progress until `leave`."""
    return _current.set(begun)


def leave(token: Token[Span | None]) -> None:
    """The one before is in progress again."""
    _current.reset(token)


def dotted(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes under the names of OpenTelemetry's conventions; None are left out."""
    return {name.replace("__", "."): value for name, value in attributes.items() if value is not None}


@contextmanager
def _entered(begun: Span) -> Iterator[Span]:
    token = _current.set(begun)
    error: str | None = None
    try:
        yield begun
    except BaseException as failure:
        error = type(failure).__name__
        raise
    finally:
        _current.reset(token)
        begun.end(error)
