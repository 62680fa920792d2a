"""The request that log lines belong to."""

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

from suite.tracing.spans import Span

# request_id and user_id of the request in progress. Context variables are local to threads, to tasks and,
# with greenlet's context support, to gevent's greenlets.
request_context: ContextVar[Mapping[str, str | None]] = ContextVar("request_context", default=MappingProxyType({}))


def span_fields(span: Span | None) -> dict[str, str]:
    """The ids under which a collector has the span; none where nothing is traced."""
    if span is None:
        return {}
    return {"trace_id": f"{span.trace.id:032x}", "span_id": f"{span.id:016x}"}
