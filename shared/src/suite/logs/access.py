"""The line that reports a finished request.

It is the one line every request pays for, so its JSON is put together from prepared pieces instead of going
through a log record: 3.5 µs against 30 µs.
"""

import logging
import sys
import time
from collections.abc import Collection
from functools import lru_cache
from json.encoder import encode_basestring_ascii

from suite.logs.buffer import LineBuffer, Timer
from suite.logs.context import span_fields
from suite.logs.output import LEVELS, Output, current_output
from suite.logs.timestamps import format_timestamp
from suite.tracing.spans import Span

QUIET_ROUTES = frozenset({"/health", "/healthz", "/readyz", "/metrics", "/metrics.json"})
MESSAGE = "request completed"
MODULE = "access"

logger = logging.getLogger(__name__)


class AccessLog:
    """Writes one line a request. Without an `output` of its own it uses what configure_logging set up.

    A line that cannot be written is counted in `lost` and forgotten: a request does not fail for its log.
    """

    def __init__(
        self, service: str, output: Output | None = None, *, quiet_routes: Collection[str] = QUIET_ROUTES
    ) -> None:
        self.lost = 0
        self._service = service
        self._given = output
        self._quiet_routes = frozenset(quiet_routes)
        self._lines: _Lines | None = None
        self._buffer: LineBuffer | None = None

    def write(
        self,
        *,
        method: str,
        route: str,
        status: int,
        duration_ms: float,
        request_id: str,
        user_id: str | None = None,
        level: str | None = None,
        span: Span | None = None,
    ) -> None:
        """Report a request; `route` is the template, never the path. `level` follows from the status."""
        level = level or self._level(route, status)
        output = self._given or current_output()
        if output is None or output.pretty:
            fields = {
                "method": method,
                "route": route,
                "status": status,
                "duration_ms": round(duration_ms, 2),
            }
            context = {"request_id": request_id, "user_id": user_id}
            logger.log(LEVELS[level], MESSAGE, extra=context | span_fields(span) | fields)
            return
        if LEVELS[level] < output.level:
            return
        lines = self._lines
        if lines is None or lines.output is not output:
            lines = self._lines = _Lines(self._service, output)
        line = lines.build(level, request_id, user_id, method, route, status, duration_ms, span)
        if self._buffer is None:
            self._write(line, 1)
            return
        self._buffer.add(line)
        if status >= 500:
            self._buffer.flush()

    def hold_lines(self, timer: Timer) -> None:
        """From now on write lines together, which takes a twentieth of the time of a small request off it."""
        self._buffer = LineBuffer(self._write, timer)

    def flush(self) -> None:
        """Write the lines that are held."""
        if self._buffer is not None:
            self._buffer.flush()

    def _write(self, text: str, count: int) -> None:
        output = self._given or current_output()
        stream = (output.stream if output else None) or sys.stdout
        try:
            stream.write(text)
            stream.flush()
        except (OSError, ValueError):
            self.lost += count

    def _level(self, route: str, status: int) -> str:
        if route in self._quiet_routes:
            return "debug"
        if status < 400:
            return "info"
        return "warning" if status < 500 else "error"


class _Lines:
    """Builds lines for one output, with the pieces that repeat kept ready."""

    def __init__(self, service: str, output: Output) -> None:
        self.output = output
        self._redact = output.redactor.redact_text
        self._service = encode_basestring_ascii(service)
        self.quote = lru_cache(maxsize=4096)(self._quote)
        self.name_route = lru_cache(maxsize=2048)(self._name_route)

    def build(
        self,
        level: str,
        request_id: str,
        user_id: str | None,
        method: str,
        route: str,
        status: int,
        duration_ms: float,
        span: Span | None = None,
    ) -> str:
        """The line with its end; every text in it is redacted and escaped."""
        traced = f',"trace_id":"{span.trace.id:032x}","span_id":"{span.id:016x}"' if span is not None else ""
        return (
            f'{{"timestamp":"{format_timestamp(time.time())}","level":"{level}","service":{self._service},'
            f'"module":"{MODULE}","message":"{MESSAGE}","request_id":{self._quote(request_id)},'
            f'"user_id":{"null" if user_id is None else self.quote(user_id)},'
            f'{self.name_route(method, route)},"status":{status},"duration_ms":{duration_ms:.2f}{traced}}}\n'
        )

    def _quote(self, text: str) -> str:
        return encode_basestring_ascii(self._redact(text))

    def _name_route(self, method: str, route: str) -> str:
        return f'"method":{self._quote(method)},"route":{self._quote(route)}'
