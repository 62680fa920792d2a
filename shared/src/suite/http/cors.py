"""Cross-origin rules: flask-cors decides once an origin, the answer is kept."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_cors.core import get_cors_headers, get_cors_options
from werkzeug.datastructures import Headers

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
REQUEST_HEADERS = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Cache-Control",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Prefer",
    "X-Blog-Id",
    "X-Platform",
    "X-CSRF-Token",
    "X-Request-ID",
    "X-Requested-With",
    "X-User-Id",
]
EXPOSED_HEADERS = [
    "Content-Disposition",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Limit",
    "RateLimit-Policy",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Cache",
    "X-Next-Cursor",
    "X-Request-ID",
    "X-Scrape-Engine",
    "X-Total-Count",
]
MAX_AGE_SECONDS = 600
REMEMBERED_ORIGINS = 512

HeaderList = list[tuple[str, str]]


class CorsRules:
    """The allow-list of one service: `origins` are exact, or the single entry `*` for any without credentials.

    With `reflect` the answer to `*` names the origin that asked.
    """

    def __init__(self, app: Flask, origins: Iterable[str], *, disabled: bool = False, reflect: bool = False) -> None:
        allowed = list(origins)
        self._disabled = disabled or not allowed
        self._any = allowed == ["*"]
        self._varies = not self._any or reflect
        self._options = get_cors_options(
            app,
            {
                "origins": allowed,
                "methods": METHODS,
                "allow_headers": REQUEST_HEADERS,
                "expose_headers": EXPOSED_HEADERS,
                "supports_credentials": not self._any,
                "send_wildcard": not self._varies,
                "max_age": MAX_AGE_SECONDS,
                "vary_header": False,
            },
        )
        self._remembered: dict[str, HeaderList] = {}

    def headers(self, origin: str | None) -> HeaderList:
        """Headers of an ordinary reply to a request from `origin`."""
        if self._disabled:
            return []
        if not origin:
            return [("Vary", "Origin")] if self._varies else []
        known = self._remembered.get(origin)
        if known is None:
            known = self._decide({"Origin": origin}, "GET")
            if len(self._remembered) >= REMEMBERED_ORIGINS:
                self._remembered.clear()
            self._remembered[origin] = known
        return known

    def preflight_headers(self, environ: dict[str, Any]) -> HeaderList:
        """Headers of the 204 that answers a preflight."""
        if self._disabled:
            return []
        return self._decide(
            {
                "Origin": environ.get("HTTP_ORIGIN", ""),
                "Access-Control-Request-Method": environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD", ""),
                "Access-Control-Request-Headers": environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", ""),
            },
            "OPTIONS",
        )

    def _decide(self, request_headers: dict[str, str], method: str) -> HeaderList:
        decided = get_cors_headers(self._options, Headers(request_headers), method)
        headers = [(name, str(value)) for name, value in decided.items(multi=True)]
        if self._varies:
            headers.append(("Vary", "Origin"))
        return headers
