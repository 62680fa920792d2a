"""What is answered: pages as both engines make them, jobs, and errors that name each broken rule."""

from functools import cache
from typing import Any

from marshmallow import INCLUDE, Schema, fields

from suite.http.fields import reply


class OpenSchema(reply.ReplySchema):
    """An object to which Firecrawl may add keys of its own."""

    class Meta:
        unknown = INCLUDE


class RefusalSchema(reply.ReplySchema):
    """A request that is refused before anything is done about it."""

    success = reply.constant(False)
    error = reply.text()
    code = reply.text()
    request_id = reply.text()
    details = fields.Raw(metadata={"description": "broken rules; in development what Firecrawl answered"})


class PageMetadataSchema(OpenSchema):
    """What a page says of itself; og:* as ogTitle, ogImage, …"""

    title = reply.text(optional=True)
    description = reply.text(optional=True)
    language = reply.text(optional=True)
    sourceURL = reply.text(optional=True)
    url = reply.text(optional=True)
    statusCode = reply.integer(optional=True)
    contentType = reply.text(optional=True)


class ScrapedPageSchema(OpenSchema):
    """A page in the wanted formats."""

    markdown = reply.text(optional=True)
    html = reply.text(optional=True)
    rawHtml = reply.text(optional=True)
    links = reply.texts(optional=True)
    images = reply.texts(optional=True)
    changeTracking = reply.any_object(optional=True, description="previousScrapeAt, changeStatus, visibility, diff")
    json = reply.any_object(optional=True, description="title, author, dates, Open Graph and JSON-LD of the page")
    metadata = reply.nested(PageMetadataSchema, optional=True)
    warning = reply.text(optional=True)


class CrawlStartedSchema(reply.ReplySchema):
    """A crawl that was begun."""

    id = reply.text()
    url = reply.text()


class CrawlCancelledSchema(reply.ReplySchema):
    """A crawl that was cancelled."""

    id = reply.text()
    status = reply.text(const="cancelled")


class CrawlCountsSchema(reply.ReplySchema):
    """Pages by what became of them; `skipped` by reason: outside, excluded, depth, limit, robots, blocked."""

    found = reply.integer()
    done = reply.integer()
    failed = reply.integer()
    skipped = reply.mapping(fields.Integer(strict=True))


class CrawlSummarySchema(reply.ReplySchema):
    """A crawl in the list of a caller's crawls."""

    id = reply.text()
    url = reply.text()
    engine = reply.choice("embedded", "firecrawl")
    status = reply.choice("scraping", "completed", "failed", "cancelled")
    total = reply.integer()
    completed = reply.integer()
    createdAt = reply.moment()
    error = reply.text(null=True)


class CrawlStatusSchema(OpenSchema):
    """How a crawl or a batch is doing, and a stretch of its pages; `next` while there are more."""

    success = reply.boolean()
    status = reply.choice("scraping", "completed", "failed", "cancelled")
    total = reply.integer()
    completed = reply.integer()
    creditsUsed = reply.integer(optional=True)
    expiresAt = reply.moment(optional=True)
    error = reply.text(optional=True)
    next = reply.text(optional=True)
    counts = reply.nested(CrawlCountsSchema, optional=True)
    data = reply.array(ScrapedPageSchema)


class CrawlErrorSchema(OpenSchema):
    """A page that failed, or that the guard refuses."""

    id = reply.text()
    timestamp = reply.moment(optional=True)
    url = reply.text()
    error = reply.text(null=True)


class CrawlErrorsSchema(reply.ReplySchema):
    """Pages without a result, and those robots.txt forbids."""

    errors = reply.array(CrawlErrorSchema)
    robotsBlocked = reply.texts()


class SiteLinksSchema(reply.ReplySchema):
    """The links of a site."""

    links = reply.texts()


class ServiceSchema(reply.ReplySchema):
    """What this service is."""

    service = reply.text()
    version = reply.text()
    endpoints = reply.mapping(fields.String())


class ServiceIndexSchema(reply.ReplySchema):
    """The front page."""

    success = reply.constant(True)
    data = reply.nested(ServiceSchema)


class EngineHealthSchema(reply.ReplySchema):
    """Which engine is wanted and which serves."""

    mode = reply.choice("auto", "firecrawl", "embedded")
    active = reply.choice("firecrawl", "embedded")


class FirecrawlHealthSchema(reply.ReplySchema):
    """Firecrawl as it looks from here."""

    reachable = reply.boolean()
    baseUrl = reply.text()


class ScrapeHealthSchema(reply.ReplySchema):
    """Health as the dashboard reads it."""

    service = reply.text()
    status = reply.choice("ok", "degraded")
    version = reply.text()
    uptime = reply.number()
    timestamp = reply.moment()
    engine = reply.nested(EngineHealthSchema)
    circuit = reply.choice("closed", "open", "half_open")
    firecrawl = reply.nested(FirecrawlHealthSchema)


class ScrapeHealthDataSchema(reply.ReplySchema):
    """The verdict is inside; the status is always 200."""

    success = reply.constant(True)
    data = reply.nested(ScrapeHealthSchema)


@cache
def by_engine(schema: type[Schema]) -> Schema:
    """`{success, engine, data}` around a reply; one instance each."""
    name = schema.__name__.removesuffix("Schema") + "ByEngine"
    members: dict[str, Any] = {
        "success": reply.constant(True),
        "engine": reply.choice("firecrawl", "embedded"),
        "data": reply.nested(schema),
    }
    envelope: type[Schema] = type(name + "Schema", (reply.ReplySchema,), members)
    return envelope()


REFUSED = ("Broken rules, or a target that is not allowed", RefusalSchema())
FAILED = {
    402: "Firecrawl says so",
    404: "Unknown to Firecrawl",
    501: "Screenshots need Firecrawl",
    502: "The target cannot be reached, is too large or too complex",
    504: "No answer in time",
}
ENGINE_HEADERS = ("X-Scrape-Engine",)
SCRAPE_HEADERS = ("X-Scrape-Engine", "X-Cache", "Age")
