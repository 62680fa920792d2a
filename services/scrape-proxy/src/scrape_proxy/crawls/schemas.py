"""What /api/v1/crawl accepts and answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import regex

from scrape_proxy.crawls.addresses import Scope
from scrape_proxy.errors import InvalidInput, detail
from scrape_proxy.inputs import Given, SentFlag, SentObject, SentSchema, SentTexts, SentWhole, UrlSchema
from scrape_proxy.pages.formats import refuse_screenshots
from scrape_proxy.scrapes.schemas import PageOptions, PageOptionsSchema, page_options

DEFAULT_LIMIT, DEFAULT_DEPTH = 100, 5
PAGE_LIMIT = 100
CRAWL, BATCH = "crawl", "batch"
INCLUDE_SITEMAP, ONLY_SITEMAP, SKIP = "include", "only", "skip"
FRONTIER_FACTOR = 5
FRONTIER_LEAST = 500
MAX_ID = 100
PATTERNS = {"description": "regular expressions on the path"}
_ID = re.compile(r"[A-Za-z0-9_-]+\Z")
JOB_SEGMENT = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": MAX_ID}


class CrawlSchema(UrlSchema):
    """Where to begin and how far to go; unknown keys are dropped."""

    limit = SentWhole(1, 1_000, "limit must be between 1 and 1000", metadata={"description": "pages; default 100"})
    maxDepth = SentWhole(
        1, 10, "maxDepth must be between 1 and 10", metadata={"description": "links from the start page; default 5"}
    )
    excludePaths = SentTexts(metadata=PATTERNS)
    includePaths = SentTexts(metadata=PATTERNS)
    scrapeOptions = SentObject(metadata={"description": "how to show each page, as in /api/v1/scrape"})
    allowBackwardLinks = SentFlag()
    allowExternalLinks = SentFlag()


class StatusSchema(SentSchema):
    """Which of a job's pages."""

    location = "query"

    skip = SentWhole(0, 1_000_000, "skip must be a non-negative integer")
    limit = SentWhole(1, PAGE_LIMIT, f"limit must be between 1 and {PAGE_LIMIT}")


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How far a crawl goes and how its pages are shown."""

    limit: int
    max_depth: int
    scope: Scope
    page: PageOptions
    kind: str = CRAWL
    sitemap: str = SKIP
    delay_ms: int = 0
    concurrency: int = 32

    @property
    def is_batch(self) -> bool:
        """Whether the pages were given."""
        return self.kind == BATCH

    @property
    def frontier(self) -> int:
        """How many pages may wait at once: many links lead to what was seen already, or to nothing."""
        return FRONTIER_FACTOR * self.limit + FRONTIER_LEAST


def crawl_options(fields: Mapping[str, Any], bases: tuple[str, ...]) -> CrawlOptions:
    """Typed options for the embedded engine, as they are stored with a job.

    Raises InvalidInput for what only this engine has to understand, FormatNotSupported for screenshots.
    """
    given = Given(dict(fields))
    require_patterns(given)
    page = page_options(Given(dict(given.fields.get("scrapeOptions", {}))))
    refuse_screenshots(page)
    scope = Scope(
        bases,
        given.texts("includePaths"),
        given.texts("excludePaths"),
        given.flag("allowBackwardLinks"),
        given.flag("allowExternalLinks"),
        given.flag("allowSubdomains"),
        given.flag("ignoreQueryParameters"),
    )
    return CrawlOptions(
        given.whole("limit", DEFAULT_LIMIT),
        given.whole("maxDepth", DEFAULT_DEPTH),
        scope,
        page,
        kind=str(given.fields.get("kind", CRAWL)),
        sitemap=str(given.fields.get("sitemap", SKIP)),
        delay_ms=given.whole("delayMs", 0),
        concurrency=given.whole("maxConcurrency", 32),
    )


def require_page_options(given: Given) -> None:
    """InvalidInput for scrapeOptions that break a rule of /api/v1/scrape."""
    _PAGE_OPTIONS.read(given.fields.get("scrapeOptions", {}), prefix="scrapeOptions.")


def require_patterns(given: Given) -> None:
    """InvalidInput for paths that are no regular expressions."""
    broken = [
        detail(f"{name}[{position}]", "Invalid regular expression", value=pattern)
        for name in ("excludePaths", "includePaths")
        for position, pattern in enumerate(given.texts(name))
        if not compiles(pattern)
    ]
    if broken:
        raise InvalidInput(broken)


def compiles(pattern: str) -> bool:
    """Whether the text is a regular expression."""
    try:
        regex.compile(pattern, flags=regex.V0)
    except (regex.error, RecursionError, OverflowError):
        return False
    return True


def read_id(crawl_id: str) -> str:
    """The id itself; InvalidInput when no job can have it."""
    details = []
    if not _ID.match(crawl_id):
        details.append(detail("id", "Crawl ID must be alphanumeric", "params", crawl_id))
    if len(crawl_id) > MAX_ID:
        details.append(detail("id", "Crawl ID exceeds maximum length", "params", crawl_id))
    if details:
        raise InvalidInput(details)
    return crawl_id


def read_status_query(query: Mapping[str, str]) -> tuple[int, int]:
    """skip and limit."""
    given = _STATUS.read(query)
    return given.whole("skip", 0), given.whole("limit", PAGE_LIMIT)


_PAGE_OPTIONS, _STATUS = PageOptionsSchema(), StatusSchema()
