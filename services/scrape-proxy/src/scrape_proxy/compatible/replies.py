"""Replies of /v1 and /v2, as Firecrawl's documentation has them."""

from marshmallow import fields

from scrape_proxy.replies import CrawlErrorSchema, OpenSchema, ScrapedPageSchema
from suite.http.fields import reply


class BarePageSchema(OpenSchema):
    """A scraped page."""

    success = reply.constant(True)
    data = reply.nested(ScrapedPageSchema)


class JobStartedSchema(OpenSchema):
    """A crawl or a batch that was begun, and where it is."""

    success = reply.constant(True)
    id = reply.text()
    url = reply.text()
    warning = reply.text(optional=True)
    invalidURLs = reply.texts(optional=True)


class JobCancelledSchema(OpenSchema):
    """A job that was cancelled."""

    success = reply.constant(True)
    status = reply.text(const="cancelled")
    message = reply.text(optional=True)


class JobErrorsSchema(OpenSchema):
    """Pages without a result, and those robots.txt forbids."""

    success = reply.boolean(optional=True)
    errors = reply.array(CrawlErrorSchema)
    robotsBlocked = reply.texts()


class ActiveCrawlSchema(reply.ReplySchema):
    """A crawl that is running."""

    id = reply.text()
    teamId = reply.text()
    url = reply.text()
    options = reply.any_object(description="as they were given")
    created_at = reply.moment()


class ActiveCrawlsSchema(reply.ReplySchema):
    """Crawls that are running."""

    success = reply.constant(True)
    crawls = reply.array(ActiveCrawlSchema)


class BareLinksSchema(OpenSchema):
    """Links of a site: texts in v1, objects with url, title and description in v2."""

    success = reply.constant(True)
    links = fields.List(fields.Raw(), required=True)
    warning = reply.text(optional=True)


class AccountUsageSchema(reply.ReplySchema):
    """Amounts left, planned, and the billing period: snake case in v1, camel case in v2."""

    success = reply.constant(True)
    data = reply.any_object(description="remaining and planned amounts")


class UsagePeriodsSchema(reply.ReplySchema):
    """Past periods."""

    success = reply.constant(True)
    periods = fields.List(fields.Raw(), required=True)


class QueueStatusSchema(reply.ReplySchema):
    """Jobs of the caller."""

    success = reply.constant(True)
    jobsInQueue = reply.integer()
    activeJobsInQueue = reply.integer()
    waitingJobsInQueue = reply.integer()
    maxConcurrency = reply.integer()
    mostRecentSuccess = reply.moment(null=True)


class ConcurrencySchema(reply.ReplySchema):
    """Running jobs and how many may run."""

    success = reply.constant(True)
    concurrency = reply.integer()
    maxConcurrency = reply.integer()


class SearchResultsSchema(OpenSchema):
    """Results: an array in v1, below `web` in v2."""

    success = reply.constant(True)
    data = fields.Raw(required=True, metadata={"description": "results, with their pages where these were asked for"})
    warning = reply.text(optional=True)
