"""Crawls and batches in Firecrawl's words: what they ask for, how they are stored, how they are doing."""

from collections.abc import Mapping
from typing import Any

from scrape_proxy.compatible.options import Translated, read_headers, read_number, translate_scrape, unknown_in
from scrape_proxy.crawls.addresses import normalise
from scrape_proxy.crawls.lease_queries import insert_pages
from scrape_proxy.crawls.queries import insert_job
from scrape_proxy.crawls.schemas import BATCH, INCLUDE_SITEMAP, ONLY_SITEMAP, SKIP, crawl_options
from scrape_proxy.crawls.webhooks import EVENTS, STARTED, tell_webhook
from scrape_proxy.errors import InvalidInput, detail
from scrape_proxy.gateway import EMBEDDED, Gateway
from scrape_proxy.inputs import SentFlag, SentSchema, SentTexts, url_breaches
from scrape_proxy.urls import with_scheme
from suite.http import Call
from suite.http.replies import encode
from suite.ids import uuid7
from suite.outbound import BlockedTarget

MAX_PAGES = 1_000
MAX_DEPTH = 10
MAX_METADATA_BYTES = 4_096
NUMBERS = ("limit", "maxDepth", "maxDiscoveryDepth", "delay", "maxConcurrency")
# Pages of jobs are stored until their caller has read them.
STORED = "zeroDataRetention"
IGNORED = ("prompt", STORED, "regexOnFullURL", "ignoreRobotsTxt", "ignoreRobotsTXT", "robotsUserAgent")
BATCH_FIELDS = ("urls", "url", "webhook", "maxConcurrency", "ignoreInvalidURLs", "appendToId")


class ScopeSchema(SentSchema):
    """Which pages belong to a crawl, in the words we share."""

    includePaths = SentTexts()
    excludePaths = SentTexts()
    allowExternalLinks = SentFlag()
    allowSubdomains = SentFlag()
    ignoreQueryParameters = SentFlag()


class CrawlScopeSchema(ScopeSchema):
    """Which pages belong to a crawl, in Firecrawl's words too."""

    allowBackwardLinks = SentFlag()
    crawlEntireDomain = SentFlag()
    ignoreSitemap = SentFlag()


SCOPE, CRAWL_SCOPE = ScopeSchema(), CrawlScopeSchema()
# One page is read once anyway: `deduplicateSimilarURLs` asks for nothing.
CRAWL_FIELDS = {*CRAWL_SCOPE.fields, *NUMBERS, "url", "sitemap", "scrapeOptions", "webhook", "deduplicateSimilarURLs"}


def translate_crawl(body: Mapping[str, Any]) -> Translated:
    """The options of a crawl as they are stored; InvalidInput with every breach."""
    given = {name: value for name, value in body.items() if value is not None}
    details = list(CRAWL_SCOPE.breaches(given))
    numbers = {name: read_number(given, name, "", details) for name in NUMBERS}
    sitemap = given.get("sitemap", SKIP if given.get("ignoreSitemap") else INCLUDE_SITEMAP)
    if sitemap not in (INCLUDE_SITEMAP, ONLY_SITEMAP, SKIP):
        details.append(detail("sitemap", "sitemap must be one of: include, only, skip", value=sitemap))
    page = given.get("scrapeOptions", {})
    if not isinstance(page, dict):
        details.append(detail("scrapeOptions", "scrapeOptions must be an object", value=page))
    if details:
        raise InvalidInput(details)
    shown = translate_scrape(page, "scrapeOptions.")
    fields = {name: given[name] for name in SCOPE.fields if name in given}
    fields |= limits_of(numbers) | {
        "allowBackwardLinks": bool(given.get("crawlEntireDomain") or given.get("allowBackwardLinks")),
        "sitemap": sitemap,
        "scrapeOptions": shown.fields,
    }
    ignored = [name for name in IGNORED if given.get(name)]
    ignored += unknown_in(given, {*CRAWL_FIELDS, *IGNORED}) + [f"scrapeOptions.{name}" for name in shown.ignored]
    if (numbers["limit"] or 0) > MAX_PAGES:
        ignored.append(f"limit above {MAX_PAGES}")
    return Translated(fields, dict(body), ignored)


def read_webhook(value: Any, gateway: Gateway) -> dict[str, Any]:
    """Options that hold a webhook, an address or an object with one; none without. InvalidInput, BlockedTarget."""
    if value is None:
        return {}
    given = {"url": value} if isinstance(value, str) else value
    if not isinstance(given, dict):
        raise InvalidInput([detail("webhook", "webhook must be a URL or an object", value=value)])
    details = url_breaches(given.get("url"), "webhook.url", gateway.guard.is_exempt)
    headers = read_headers(given.get("headers") or {}, "webhook.headers", details)
    events, metadata = given.get("events") or list(EVENTS), given.get("metadata") or {}
    if not isinstance(events, list) or not all(event in EVENTS for event in events):
        details.append(detail("webhook.events", f"webhook.events must be among: {', '.join(EVENTS)}", value=events))
    if not isinstance(metadata, dict) or len(encode(metadata)) > MAX_METADATA_BYTES:
        details.append(detail("webhook.metadata", "webhook.metadata must be an object of at most 4096 bytes"))
    if details:
        raise InvalidInput(details)
    gateway.guard.check_form(given["url"])
    return {"webhook": {"url": given["url"], "headers": headers, "events": events, "metadata": metadata}}


def limits_of(numbers: Mapping[str, int | None]) -> dict[str, int]:
    """Bounds of a crawl within ours."""
    limit, concurrency = numbers["limit"], numbers["maxConcurrency"]
    depths = [depth for depth in (numbers["maxDepth"], numbers["maxDiscoveryDepth"]) if depth is not None]
    return {
        "limit": max(1, min(MAX_PAGES, MAX_PAGES if limit is None else limit)),
        "maxDepth": max(0, min([MAX_DEPTH, *depths])),
        "delayMs": max(0, min(60, numbers["delay"] or 0)) * 1_000,
        "maxConcurrency": max(1, min(32, 32 if concurrency is None else concurrency)),
    }


def translate_batch(body: Mapping[str, Any]) -> Translated:
    """The options of a batch as they are stored."""
    shown = translate_scrape(body, known=BATCH_FIELDS)
    concurrency = limits_of(dict.fromkeys(NUMBERS) | {"maxConcurrency": batch_concurrency(body)})
    fields = {"kind": BATCH, "scrapeOptions": shown.fields, "maxConcurrency": concurrency["maxConcurrency"]}
    ignored = [*shown.ignored, *(name for name in ("appendToId", STORED) if body.get(name))]
    return Translated(fields, dict(body), ignored)


def batch_concurrency(body: Mapping[str, Any]) -> int | None:
    """How many pages of a batch may be fetched at once."""
    details: list[dict[str, Any]] = []
    number = read_number(body, "maxConcurrency", "", details)
    if details:
        raise InvalidInput(details)
    return number


def split_urls(gateway: Gateway, body: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The addresses to scrape, and those nobody may; without `ignoreInvalidURLs` one of these refuses the batch."""
    listed = body.get("urls")
    if not isinstance(listed, list) or not listed:
        raise InvalidInput([detail("urls", "urls must be a non-empty array", value=listed)])
    if len(listed) > MAX_PAGES:
        raise InvalidInput([detail("urls", f"urls must have at most {MAX_PAGES} entries")])
    usable: dict[str, None] = {}
    invalid: list[str] = []
    details: list[dict[str, Any]] = []
    for position, url in enumerate(map(with_scheme, listed)):
        broken = url_breaches(url, f"urls[{position}]", gateway.guard.is_exempt) or refused(gateway, url, position)
        if broken:
            details += broken
            invalid.append(str(listed[position]))
        else:
            usable[normalise(url)] = None
    if details and not body.get("ignoreInvalidURLs"):
        raise InvalidInput(details)
    return list(usable), invalid


def refused(gateway: Gateway, url: str, position: int) -> list[dict[str, Any]]:
    """What the guard has against the address itself."""
    try:
        gateway.guard.check_form(url)
    except BlockedTarget as refusal:
        return [detail(f"urls[{position}]", refusal.message, value=url)]
    return []


def start_batch(call: Call, gateway: Gateway, urls: list[str], options: dict[str, Any]) -> str:
    """Store a batch and its pages; a crawler finds it."""
    stored = {**options, "limit": max(1, len(urls))}
    gateway.require_models(crawl_options(stored, ()).page)
    job_id, user_id = uuid7(), call.identity.uuid
    start = urls[0] if urls else ""
    with call.transaction() as connection:
        insert_job(connection, job_id, user_id, EMBEDDED, start, stored, kind=BATCH, total=len(urls))
        insert_pages(connection, job_id, user_id, urls, depth=0)
        tell_webhook(connection, user_id, str(job_id), stored, STARTED)
    return str(job_id)


def own_address(call: Call, path: str) -> str:
    """An address of this service as its caller knows it."""
    host = call.environ.get("HTTP_HOST") or f"{call.environ['SERVER_NAME']}:{call.environ['SERVER_PORT']}"
    return f"{call.environ['wsgi.url_scheme']}://{host}{path}"
