"""What scrape-proxy answers when it cannot do as asked."""

from collections.abc import Callable, Mapping
from typing import Any

from suite.errors import (
    AppError,
    BadRequest,
    Conflict,
    NotFound,
    RateLimited,
    Unavailable,
    UpstreamTimeout,
    ValidationFailed,
    platform_envelope,
)
from suite.http.bodies import MalformedJson
from suite.http.unmatched import RouteNotFound
from suite.outbound import BlockedTarget


class InvalidInput(ValidationFailed):
    """Validation failed"""

    def __init__(self, details: list[dict[str, Any]]) -> None:
        super().__init__(extra={"details": details})


class CrawlNotFound(NotFound):
    """Crawl job not found"""


class CrawlFinished(Conflict):
    """Crawl job is already finished"""

    code = "JOB_FINISHED"


class FormatNotSupported(AppError):
    """Screenshots are for single scrapes; crawls and batches make the other formats"""

    status = 501
    code = "NOT_SUPPORTED"


class FormatNotServed(FormatNotSupported):
    """This engine does not make the format"""

    def __init__(self, name: str) -> None:
        super().__init__(f"Format '{name}' requires Firecrawl or an AI provider; the embedded engine has neither")


class ExtractionFailed(AppError):
    """No model could read the page"""

    status = 502
    code = "UPSTREAM_ERROR"

    def __init__(self, reasons: str) -> None:
        super().__init__(f"No model could read the page: {reasons}")


class PictureNeedsBrowser(FormatNotSupported):
    """Format 'screenshot' requires Firecrawl; the embedded engine does not render pages"""


class UnusableAction(BadRequest):
    """An action found nothing to act on"""

    code = "ACTION_FAILED"

    def __init__(self, which: str) -> None:
        super().__init__(f"An action found nothing to act on: {which}")


class NotServed(AppError):
    """This service does not have the route"""

    status = 501
    code = "NOT_SUPPORTED"

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is not served here: scrape, batch, crawl, map, search and team routes are")


class SearchNotConfigured(AppError):
    """search is not served here: set SCRAPE_SEARCH_URL to a SearXNG, or SCRAPE_SEARCH_KIND=brave with a key"""

    status = 501
    code = "NOT_SUPPORTED"


class SearchEngineFailed(AppError):
    """The search engine does not answer"""

    status = 502
    code = "UPSTREAM_ERROR"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The search engine does not answer: {reason}")


class TargetUnreachable(AppError):
    """Target unreachable"""

    status = 502
    code = "TARGET_UNREACHABLE"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Target unreachable: {reason}")


class TargetTimedOut(UpstreamTimeout):
    """Target request timed out"""

    code = "TARGET_TIMEOUT"


class ResponseTooLarge(AppError):
    """Response exceeds the limit"""

    status = 502
    code = "RESPONSE_TOO_LARGE"

    def __init__(self, limit: int) -> None:
        super().__init__(f"Response exceeds {limit} bytes")


class PageTooComplex(AppError):
    """The page takes more memory or computing than it may"""

    status = 502
    code = "PAGE_TOO_COMPLEX"


class BrowserFailed(AppError):
    """The browser ended without a page"""

    status = 502
    code = "BROWSER_FAILED"


class FirecrawlUnavailable(Unavailable):
    """Firecrawl service unavailable"""

    code = "UPSTREAM_UNAVAILABLE"


class FirecrawlRefused(FirecrawlUnavailable):
    """Firecrawl service unavailable"""


class FirecrawlTimedOut(UpstreamTimeout):
    """Firecrawl request timed out"""

    code = "UPSTREAM_TIMEOUT"


class FirecrawlFailed(AppError):
    """Internal server error"""


class FirecrawlAnswered(AppError):
    """Firecrawl API error"""

    code = "UPSTREAM_ERROR"

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str], body: Any) -> None:
        super().__init__(message, headers=headers)
        self.status = status  # type: ignore[misc]
        self.code = code  # type: ignore[misc]
        self.body = body


def envelope_of(environ: Mapping[str, Any], *, development: bool) -> Callable[[AppError, str], dict[str, Any]]:
    """How an error is worded for one request; `development` adds what Firecrawl said."""

    def envelope(error: AppError, request_id: str) -> dict[str, Any]:
        body = platform_envelope(error, request_id)
        if isinstance(error, RateLimited):
            body["error"] = "Too many requests, please try again later"
        elif isinstance(error, MalformedJson):
            body["error"] = f"Malformed JSON: {error.reason}"
            body.pop("details", None)
        elif isinstance(error, RouteNotFound) and environ.get("QUERY_STRING"):
            body["error"] += "?" + environ["QUERY_STRING"]
        elif isinstance(error, BlockedTarget):
            body["details"] = [detail("url", error.message, value=error.url)]
        elif isinstance(error, FirecrawlAnswered) and development and error.body is not None:
            body["details"] = error.body
        elif isinstance(error, NotServed):
            # The clients of Firecrawl's research index show this member, and no other.
            body["detail"] = error.message
        return body

    return envelope


ABSENT = object()


def detail(path: str, message: str, location: str = "body", value: Any = ABSENT) -> dict[str, Any]:
    """One broken rule; `value` is left out when nothing was given."""
    given = {} if value is ABSENT else {"value": value}
    return {"type": "field", **given, "msg": message, "path": path, "location": location}
