"""/api/v1/crawl."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint

from scrape_proxy.crawls import queries
from scrape_proxy.crawls.conclusion import cancel_job
from scrape_proxy.crawls.lease_queries import CRAWLER
from scrape_proxy.crawls.queries import Job
from scrape_proxy.crawls.schemas import CrawlSchema, read_id, read_status_query
from scrape_proxy.crawls.skip_queries import select_counts
from scrape_proxy.crawls.start import start_crawl
from scrape_proxy.errors import CrawlFinished, CrawlNotFound
from scrape_proxy.firecrawl.answers import shape_status
from scrape_proxy.gateway import EMBEDDED, FIRECRAWL, Gateway
from scrape_proxy.replies import (
    ENGINE_HEADERS,
    FAILED,
    REFUSED,
    CrawlCancelledSchema,
    CrawlErrorsSchema,
    CrawlStartedSchema,
    CrawlStatusSchema,
    CrawlSummarySchema,
    by_engine,
)
from scrape_proxy.service import ScrapeService
from suite.errors import AppError, NotFound
from suite.http import EDITOR, READER, Call, Reply, data_reply, endpoint, json_reply
from suite.http.fields import query_pairs
from suite.http.fields.reply import data_of
from suite.http.replies import encode

crawls = Blueprint("crawls", __name__)
CRAWL_BODY = CrawlSchema()
MOST_LISTED = 50


@crawls.post("")
@endpoint(
    EDITOR,
    "Begin a crawl",
    body=CRAWL_BODY,
    parse_body=False,
    body_optional=True,
    replies={200: ("Its id", by_engine(CrawlStartedSchema)), 400: REFUSED, **FAILED},
    headers=ENGINE_HEADERS,
    upstream="Firecrawl",
)
def create_crawl(call: Call[ScrapeService]) -> Reply:
    gateway = call.service.gateway
    given = CRAWL_BODY.read(call.json, gateway.guard.is_exempt)
    started = False
    try:
        engine, crawl_id = start_crawl(call, gateway, given)
        started = True
    finally:
        gateway.metrics.count_job("success" if started else "failure")
    return engine_reply(engine, {"id": crawl_id, "url": given.fields["url"]})


@crawls.get("")
@endpoint(
    READER,
    "The caller's crawls of the last day, newest first",
    replies={200: (f"At most {MOST_LISTED}", data_of(CrawlSummarySchema, many=True))},
)
def list_crawls(call: Call[ScrapeService]) -> Reply:
    with call.read() as connection:
        return data_reply(queries.select_latest(connection, call.identity.uuid, MOST_LISTED))


@crawls.get("/<crawl_id>")
@endpoint(
    READER,
    "How a crawl is doing, and its pages",
    replies={
        200: ("Status, counts and pages", by_engine(CrawlStatusSchema)),
        400: REFUSED,
        404: "Unknown crawl",
        504: FAILED[504],
    },
    headers=ENGINE_HEADERS,
    upstream="Firecrawl",
)
def show_crawl(call: Call[ScrapeService], crawl_id: str) -> Reply:
    gateway = call.service.gateway
    status = "error"
    try:
        skip, limit = read_status_query(dict(query_pairs(call.environ.get("QUERY_STRING", ""))))
        job = find_job(call, read_id(crawl_id))
        if job and job.engine == EMBEDDED:
            status, reply = job.status, embedded_status(call, job, skip, limit)
            return reply
        query = f"?{call.environ['QUERY_STRING']}" if skip or "limit=" in call.environ.get("QUERY_STRING", "") else ""
        answer = firecrawl_status(gateway, job, crawl_id, query)
        status = answer["status"]
        return engine_reply(FIRECRAWL, answer)
    finally:
        gateway.metrics.count_check(status)


@crawls.delete("/<crawl_id>")
@endpoint(
    EDITOR,
    "Cancel a crawl",
    replies={
        200: ("Cancelled", by_engine(CrawlCancelledSchema)),
        400: REFUSED,
        404: "Unknown crawl",
        409: "It has ended already",
        504: FAILED[504],
    },
    headers=ENGINE_HEADERS,
    upstream="Firecrawl",
)
def delete_crawl(call: Call[ScrapeService], crawl_id: str) -> Reply:
    gateway, job = call.service.gateway, find_job(call, read_id(crawl_id))
    cancelled = {"id": crawl_id, "status": "cancelled"}
    if job and job.status == "cancelled":
        return engine_reply(job.engine, cancelled)
    if job and job.status != "scraping":
        raise CrawlFinished()
    if job and job.engine == EMBEDDED:
        with call.transaction() as connection:
            ended = cancel_job(connection, job, call.identity.uuid)
            now = queries.select_job(connection, crawl_id, call.identity.uuid)
        if not ended and (now is None or now.status != "cancelled"):
            raise CrawlFinished()
        return engine_reply(EMBEDDED, cancelled)
    cancel_at_firecrawl(gateway, crawl_id)
    if job:
        with call.transaction() as connection:
            cancel_job(connection, job, call.identity.uuid)
    return engine_reply(FIRECRAWL, cancelled)


@crawls.get("/<crawl_id>/errors")
@endpoint(
    READER,
    "Pages of a crawl that failed, and those robots.txt forbids",
    replies={200: ("Errors", by_engine(CrawlErrorsSchema)), 400: REFUSED, 404: "Unknown crawl", 504: FAILED[504]},
    headers=ENGINE_HEADERS,
    upstream="Firecrawl",
)
def list_errors(call: Call[ScrapeService], crawl_id: str) -> Reply:
    gateway, job = call.service.gateway, find_job(call, read_id(crawl_id))
    if job and job.engine == EMBEDDED:
        with call.read() as connection:
            return engine_reply(EMBEDDED, queries.select_errors(connection, job, call.identity.uuid))
    answer = ask_firecrawl(gateway, f"/v1/crawl/{crawl_id}/errors")
    data = {"errors": answer.get("errors") or [], "robotsBlocked": answer.get("robotsBlocked") or []}
    return engine_reply(FIRECRAWL, data)


def find_job(call: Call[ScrapeService], crawl_id: str) -> Job | None:
    """The caller's job; None when nobody here knows the id, so that Firecrawl may.

    Raises CrawlNotFound for another caller's job, and when there is no Firecrawl to ask.
    """
    with call.read() as connection:
        job = queries.select_job(connection, crawl_id, call.identity.uuid)
    if job:
        return job
    with call.service.database.read(CRAWLER) as connection:
        foreign = queries.job_exists(connection, crawl_id)
    gateway = call.service.gateway
    if foreign or gateway.engine() == EMBEDDED:
        raise CrawlNotFound()
    return None


def embedded_status(call: Call[ScrapeService], job: Job, skip: int, limit: int) -> Reply:
    """Status, counts and one stretch of pages."""
    return engine_reply(EMBEDDED, status_text(call, job, skip, limit, f"/api/v1/crawl/{job.public_id}"))


def status_text(call: Call[ScrapeService], job: Job, skip: int, limit: int, address: str) -> str:
    """Status, counts and one stretch of pages as JSON; `next` leads to `address`."""
    with call.read() as connection:
        counts = select_counts(connection, job, call.identity.uuid)
        count, pages = queries.select_results(connection, job, call.identity.uuid, skip, limit)
    status = {
        "success": True,
        "status": job.status,
        "total": job.total,
        "completed": job.completed,
        "creditsUsed": job.completed,
        "expiresAt": job.expires_at,
        **({"error": job.error} if job.error else {}),
    }
    if count and skip + count < job.completed:
        status["next"] = f"{address}?{urlencode({'skip': skip + count})}"
    text = encode(status).decode()
    return f'{text[:-1]},"counts":{counts},"data":{pages}}}'


def firecrawl_status(gateway: Gateway, job: Job | None, crawl_id: str, query: str) -> dict[str, Any]:
    """Firecrawl's answer in our words; what the watchdog decided stands."""
    answer = shape_status(ask_firecrawl(gateway, f"/v1/crawl/{crawl_id}{query}"), crawl_id)
    if job and job.status in ("failed", "cancelled"):
        answer["status"] = job.status
        if job.error:
            answer["error"] = job.error
    return answer


def ask_firecrawl(gateway: Gateway, path: str) -> dict[str, Any]:
    """An answer about a crawl; what Firecrawl does not know is CrawlNotFound."""
    try:
        return gateway.firecrawl.get(path)
    except AppError as error:
        raise (CrawlNotFound() if error.status == NotFound.status else error) from error


def cancel_at_firecrawl(gateway: Gateway, crawl_id: str) -> None:
    """Cancel there; a repeated call finds nothing to cancel and is as good."""
    try:
        gateway.firecrawl.delete(f"/v1/crawl/{crawl_id}")
    except AppError as error:
        raise (CrawlNotFound() if error.status == NotFound.status else error) from error


def engine_reply(engine: str, data: str | dict[str, Any]) -> Reply:
    """`{success, engine, data}`; `data` is JSON text or an object."""
    text = data if isinstance(data, str) else encode(data).decode()
    body = f'{{"success":true,"engine":"{engine}","data":{text}}}'
    return json_reply(body, headers={"X-Scrape-Engine": engine})
