"""The one WSGI layer around Flask: everything that is the same for every request, in one pass.

Stacked Flask hooks for the same work cost about three times what Flask itself does; here each request pays for one
closure, a few list joins and the counters. Order: request id, preflight, rate limit, Flask, headers, metrics, log.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any

from suite.clients import client_address, client_network
from suite.errors import AppError, RateLimited
from suite.http.event_streams import STREAMED
from suite.http.replies import encode
from suite.http.request_ids import request_id_of
from suite.http.security import security_headers
from suite.logs import request_context
from suite.tracing import installed
from suite.tracing.requests import RequestSpan

if TYPE_CHECKING:
    from suite.http.service import Service

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
HeaderList = list[tuple[str, str]]
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None

UNMATCHED = "unmatched"
NOT_STORED = ("Cache-Control", "no-store")  # what one user may see is not for shared caches


class Layer:
    """WSGI application: `service` with request ids, limits, CORS, security headers, metrics and one log line."""

    def __init__(self, service: "Service") -> None:
        self.service = service
        self._flask = service.flask_wsgi_app
        self._metrics = service.metrics
        self._in_progress = service.metrics.in_progress
        self._cors = service.cors
        self._limits = service.limits
        self._access_log = service.access_log
        self._hops = service.settings.trusted_proxy_hops
        self._aliases = service.path_aliases
        self._unlimited = service.unlimited
        self._uncounted = service.uncounted_routes
        self._security = {"http": security_headers(https=False), "https": security_headers(https=True)}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request = _Request(self, environ, start_response)
        context = request_context.set({"request_id": request.id})
        recorder = installed()
        if recorder is not None and not self._unlimited.has(environ.get("PATH_INFO") or "/"):
            request.span = RequestSpan(recorder, environ, request.id)
        self._in_progress.inc()
        try:
            return request.answer()
        except BaseException:
            # Flask answers every Exception; this is a worker being stopped or a greenlet being killed.
            self._in_progress.dec()
            raise
        finally:
            if request.span is not None:
                request.span.leave()
            request_context.reset(context)

    def prepare_path(self, environ: Environ) -> str:
        """The path routed on: no trailing slash, aliases replaced; the path as sent stays in suite.path."""
        sent = environ.get("PATH_INFO") or "/"
        environ["suite.path"] = sent
        path = sent.rstrip("/") or "/" if sent[-1] == "/" else sent
        for alias, target in self._aliases:
            if path == alias or path.startswith(alias + "/"):
                path = target + path[len(alias) :]
                break
        environ["PATH_INFO"] = path
        return path

    def refuse_unread(self, error: AppError, cause: BaseException | None = None) -> tuple[str, HeaderList, bytes]:
        """Status, headers and body for what never became a request: its head could not be read."""
        service = self.service
        request_id = request_id_of({})
        environ = {"suite.request_id": request_id, "suite.path": "/", "PATH_INFO": "/", "REQUEST_METHOD": "GET"}
        context = request_context.set({"request_id": request_id})
        service.report_failure(error, cause)
        request_context.reset(context)
        self._metrics.count_error(error.code)
        self._metrics.observe_request("OTHER", UNMATCHED, error.status, 0.0)
        self._access_log.write(method="-", route=UNMATCHED, status=error.status, duration_ms=0.0, request_id=request_id)
        body = encode(service.word_error(error, environ))
        headers = [
            ("Content-Type", service.json_type),
            ("Content-Length", str(len(body))),
            NOT_STORED,
            *error.headers.items(),
            ("X-Request-ID", request_id),
            *self._security["http"],
        ]
        return f"{error.status} {HTTPStatus(error.status).phrase}", headers, body


class _Request:
    """One request on its way through the layer."""

    __slots__ = (
        "_answered",
        "_environ",
        "_extra",
        "_layer",
        "_secure",
        "_start_response",
        "_started",
        "_status",
        "id",
        "span",
    )

    def __init__(self, layer: Layer, environ: Environ, start_response: StartResponse) -> None:
        self._started = perf_counter()
        self._layer = layer
        self._environ = environ
        self._start_response = start_response
        self._status = 500
        self._answered: float | None = None
        self.span: RequestSpan | None = None
        self.id = request_id_of(environ)
        environ["suite.request_id"] = self.id
        self._secure = layer._security[environ.get("wsgi.url_scheme", "http")]
        self._extra: HeaderList = layer._cors.headers(environ.get("HTTP_ORIGIN"))

    def answer(self) -> Iterable[bytes]:
        environ = self._environ
        path = self._layer.prepare_path(environ)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return self._answer_options()
        limits = self._layer._limits
        if limits.enabled and not self._layer._unlimited.has(path):
            client = client_network(client_address(environ, self._layer._hops))
            allowed, headers, reset = limits.hit(client)
            self._extra = self._extra + headers
            if not allowed:
                self._layer._metrics.count_rate_limited()
                return self._refuse(RateLimited(reset))
        body = self._layer._flask(environ, self._begin)
        if isinstance(body, list | tuple):
            self._finish()
            return body
        if STREAMED in environ:
            self._answered = perf_counter()
        return _Finishing(body, self._finish)

    def _answer_options(self) -> Iterable[bytes]:
        headers = self._layer._cors.preflight_headers(self._environ)
        self._extra = []
        self._environ["suite.route"] = "preflight"
        self._begin("204 No Content", headers)
        self._finish()
        return ()

    def _refuse(self, error: AppError) -> Iterable[bytes]:
        service = self._layer.service
        self._environ["suite.route"] = service.template_for(self._environ)
        body = encode(service.word_error(error, self._environ))
        service.metrics.count_error(error.code)
        headers = [("Content-Type", service.json_type), ("Content-Length", str(len(body)))]
        self._begin(f"{error.status} REFUSED", [*headers, *error.headers.items()])
        self._finish()
        return () if self._environ["REQUEST_METHOD"] == "HEAD" else (body,)

    def _begin(
        self,
        status: str,
        headers: HeaderList,
        exc_info: ExceptionInfo = None,
    ) -> Callable[[bytes], object]:
        self._status = int(status[:3])
        secure = self._secure
        names = {name for name, _ in headers}
        if "Content-Security-Policy" in names:
            secure = [pair for pair in secure if pair[0] not in ("Content-Security-Policy", "X-Frame-Options")]
        if "suite.user_id" in self._environ and "Cache-Control" not in names:
            headers = [*headers, NOT_STORED]
        complete = [*headers, ("X-Request-ID", self.id), *self._extra, *secure]
        if exc_info:
            return self._start_response(status, complete, exc_info)
        return self._start_response(status, complete)

    def _finish(self) -> None:
        environ = self._environ
        layer = self._layer
        lasted = perf_counter() - self._started
        # A stream lasts as long as its reader likes: as a duration it would be the slowest request there is.
        seconds = lasted if self._answered is None else self._answered - self._started
        route = environ.get("suite.route", UNMATCHED)
        method = environ["REQUEST_METHOD"]
        layer._in_progress.dec()
        if route not in layer._uncounted:
            layer._metrics.observe_request(method, route, self._status, seconds)
        span = self.span
        layer._access_log.write(
            method=method,
            route=route,
            status=self._status,
            duration_ms=lasted * 1000,
            request_id=self.id,
            user_id=environ.get("suite.user_id"),
            span=span.span if span is not None else None,
        )
        if span is not None:
            span.end(route, self._status, None if self._answered is None else seconds)
            trace = span.span.trace
            if trace.exported and route not in layer._uncounted:
                layer._metrics.exemplars.remember(method, route, self._status, seconds, trace.id)


class _Finishing:
    """A streamed body that reports the request when it has been closed."""

    def __init__(self, body: Iterable[bytes], finish: Callable[[], None]) -> None:
        self._body = body
        self._finish = finish

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        try:
            close = getattr(self._body, "close", None)
            if close:
                close()
        finally:
            self._finish()
