"""What is told of a statement beside its figures: a line when it was slow, a span when its request is traced."""

import logging

from suite.logs.context import request_context
from suite.tracing.spans import CLIENT, Span, record

log = logging.getLogger(__name__)
LONGEST_TEXT = 4_096


def report_slow_query(query: str, operation: str, seconds: float) -> None:
    """One line with the query function and the route, never with values."""
    route = request_context.get().get("route")
    fields = {"query": query, "operation": operation, "duration_ms": round(seconds * 1000, 1)}
    log.warning("slow query", extra=fields if route is None else {**fields, "route": route})


def record_statement(
    text: str, query: str, operation: str, started: int, rows: int | None, parent: Span | None = None
) -> None:
    """A span of the trace in progress, or below `parent`: the text has placeholders; `rows` is None after a failure."""
    attributes: dict[str, str | int] = {
        "db.system.name": "postgresql",
        "db.operation.name": operation,
        "db.query.text": text.strip()[:LONGEST_TEXT],
        "code.function.name": query,
    }
    if rows is not None and rows >= 0:
        attributes["db.response.returned_rows"] = rows
    record(query, CLIENT, started, attributes, None if rows is not None else "DatabaseError", parent)
