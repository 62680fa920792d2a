"""What /api/v1/crawl accepts and answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import regex
from marshmallow import INCLUDE, fields

from scrape_proxy.crawls.addresses import Scope
from scrape_proxy.errors import InvalidInput, detail
from scrape_proxy.inputs.reading import Given, Table, read_body, read_query
from scrape_proxy.inputs.rules import boolean_rule, object_rule, strings_rule, url_rule, whole_rule
from scrape_proxy.pages.rendering import refuse_screenshots
from scrape_proxy.scrapes.schemas import OPTION_RULES, PageOptions, page_options
from suite.http.schemas import InputSchema

DEFAULT_LIMIT, DEFAULT_DEPTH = 100, 5
PAGE_LIMIT = 100
CRAWL, BATCH = "crawl", "batch"
INCLUDE_SITEMAP, ONLY_SITEMAP, SKIP = "include", "only", "skip"
FRONTIER_FACTOR = 5
FRONTIER_LEAST = 500
MAX_ID = 100
_ID = re.compile(r"[A-Za-z0-9_-]+\Z")

CRAWL_RULES: Table = {
    "limit": whole_rule(1, 1_000, "limit must be between 1 and 1000"),
    "maxDepth": whole_rule(1, 10, "maxDepth must be between 1 and 10"),
    "excludePaths": strings_rule,
    "includePaths": strings_rule,
    "scrapeOptions": object_rule,
    "allowBackwardLinks": boolean_rule,
    "allowExternalLinks": boolean_rule,
}
STATUS_RULES: Table = {
    "skip": whole_rule(0, 1_000_000, "skip must be a non-negative integer"),
    "limit": whole_rule(1, PAGE_LIMIT, f"limit must be between 1 and {PAGE_LIMIT}"),
}


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


def read_crawl(body: Mapping[str, Any], is_exempt: Callable[[str], bool]) -> Given:
    """The body of a crawl; InvalidInput with every breach."""
    return read_body(body, {"url": url_rule(is_exempt), **CRAWL_RULES})


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
    read_body(given.fields.get("scrapeOptions", {}), OPTION_RULES, prefix="scrapeOptions.")


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
    given = read_query(query, STATUS_RULES)
    return given.whole("skip", 0), given.whole("limit", PAGE_LIMIT)


class CrawlSchema(InputSchema):
    """Where to begin and how far to go; unknown keys are dropped."""

    class Meta:
        unknown = INCLUDE

    url = fields.String(required=True)
    limit = fields.Integer(metadata={"description": "pages, 1 to 1000; default 100"})
    maxDepth = fields.Integer(metadata={"description": "links from the start page, 1 to 10; default 5"})
    excludePaths = fields.List(fields.String(), metadata={"description": "regular expressions on the path"})
    includePaths = fields.List(fields.String(), metadata={"description": "regular expressions on the path"})
    scrapeOptions = fields.Dict(metadata={"description": "how to show each page, as in /api/v1/scrape"})
    allowBackwardLinks = fields.Boolean()
    allowExternalLinks = fields.Boolean()
