"""Headers of replies that clients may read; those of transport, caches, browsers and security are not told."""

from typing import Any

REQUEST_ID = "X-Request-ID"
RETRY_AFTER = "Retry-After"
RATE_LIMITS = ("RateLimit", "RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset")
_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
HEADERS: dict[str, dict[str, Any]] = {
    REQUEST_ID: {"description": "The id of this request in logs and errors.", "schema": _TEXT},
    "RateLimit": {"description": "limit, remaining and reset in one line.", "schema": _TEXT},
    "RateLimit-Limit": {"description": "Requests in a window.", "schema": _WHOLE},
    "RateLimit-Policy": {"description": "Requests and seconds of the window.", "schema": _TEXT},
    "RateLimit-Remaining": {"description": "Requests left in this window.", "schema": _WHOLE},
    "RateLimit-Reset": {"description": "Seconds until the window ends.", "schema": _WHOLE},
    RETRY_AFTER: {"description": "Seconds to wait.", "schema": _WHOLE},
    "WWW-Authenticate": {"description": "How to identify oneself: Bearer.", "schema": _TEXT},
    "ETag": {"description": "The version, for If-None-Match and If-Match.", "schema": _TEXT},
    "Last-Modified": {"description": "When it changed last.", "schema": _TEXT},
    "Location": {"description": "Where it is.", "schema": _TEXT},
    "Link": {"description": "Other pages of a list (RFC 8288).", "schema": _TEXT},
    "X-Total-Count": {"description": "How many there are on all pages.", "schema": _WHOLE},
    "X-Next-Cursor": {"description": "The cursor of the next page, absent on the last.", "schema": _TEXT},
    "X-Cache": {"description": "hit or miss.", "schema": _TEXT},
    "X-Scrape-Engine": {"description": "Which engine read the page.", "schema": _TEXT},
    "Age": {"description": "Seconds since the stored reply was made.", "schema": _WHOLE},
    "Idempotency-Replayed": {"description": "true when the stored reply is sent again.", "schema": _TEXT},
    "Content-Disposition": {"description": "The name to save it under.", "schema": _TEXT},
    "Content-Range": {"description": "Which part of the whole this is.", "schema": _TEXT},
    "Accept-Ranges": {"description": "Whether parts may be asked for.", "schema": _TEXT},
    "Deprecation": {"description": "Since when this route is deprecated.", "schema": _TEXT},
    "Sunset": {"description": "When this route ends.", "schema": _TEXT},
}


def references(names: list[str]) -> dict[str, Any]:
    """The `headers` of a response."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
