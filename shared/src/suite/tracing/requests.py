"""The span of an HTTP request that this process answers."""

from collections.abc import Mapping
from contextvars import Token
from typing import Any

from suite.tracing import spans
from suite.tracing.spans import SERVER, Recorder, Span


class RequestSpan:
    """Begun by the layer, in progress while Flask answers, ended with the last byte; a stream when it begins."""

    __slots__ = ("_recorder", "_token", "span")

    def __init__(self, recorder: Recorder, environ: Mapping[str, Any], request_id: str) -> None:
        self._recorder = recorder
        attributes = {"http.request.method": environ["REQUEST_METHOD"], "suite.request_id": request_id}
        self.span: Span = spans.begin_trace(
            recorder, environ["REQUEST_METHOD"], SERVER, environ.get("HTTP_TRACEPARENT"), attributes
        )
        self._token: Token[Span | None] | None = spans.enter(self.span)

    def leave(self) -> None:
        """What comes now in this context is no part of the request."""
        if self._token is not None:
            spans.leave(self._token)
            self._token = None

    def end(self, route: str, status: int, seconds: float | None = None) -> None:
        """The reply is out; `route` is the template, never the path; `seconds` it took, None until now."""
        ended = self.span
        ended.name = f"{ended.name} {route}"
        ended.attributes["http.route"] = route
        ended.attributes["http.response.status_code"] = status
        ended.end(str(status) if status >= 500 else None)
        if seconds is not None:
            ended.ended = ended.started + int(seconds * 1e9)
        self._recorder.finish(ended.trace)
