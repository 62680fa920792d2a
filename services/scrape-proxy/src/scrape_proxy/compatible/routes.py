"""/v1 and /v2 as Firecrawl's SDKs call them: bare bodies, its own words, its own engine where one runs."""

from typing import Any

import orjson
from flask import Blueprint
from werkzeug.routing import BaseConverter

from scrape_proxy.compatible.declaration import endpoint
from scrape_proxy.compatible.jobs import (
    own_address,
    read_webhook,
    split_urls,
    start_batch,
    translate_batch,
    translate_crawl,
)
from scrape_proxy.compatible.options import V2, Translated, translate_scrape, unknown_in, warning_of
from scrape_proxy.compatible.replies import (
    ActiveCrawlsSchema,
    BareLinksSchema,
    BarePageSchema,
    JobCancelledSchema,
    JobErrorsSchema,
    JobStartedSchema,
)
from scrape_proxy.compatible.schemas import AnyBody
from scrape_proxy.compatible.watches import watch_job
from scrape_proxy.crawls import queries
from scrape_proxy.crawls.conclusion import cancel_job
from scrape_proxy.crawls.queries import Job
from scrape_proxy.crawls.routes import ask_firecrawl, find_job, status_text
from scrape_proxy.crawls.schemas import BATCH, CRAWL, read_id, read_status_query
from scrape_proxy.crawls.start import start_embedded, store_external
from scrape_proxy.errors import CrawlFinished, FirecrawlUnavailable, NotServed
from scrape_proxy.firecrawl.answers import shape_status
from scrape_proxy.gateway import EMBEDDED, FIRECRAWL, Gateway
from scrape_proxy.inputs import Given, require_url
from scrape_proxy.maps.site_links import map_site
from scrape_proxy.replies import SCRAPE_HEADERS, CrawlStatusSchema
from scrape_proxy.scrapes.outcomes import counted
from scrape_proxy.service import ScrapeService
from scrape_proxy.urls import with_scheme
from suite.http import EDITOR, READER, Call, Reply, json_reply
from suite.http.fields import query_pairs
from suite.http.replies import encode
from suite.http.websockets import wants_websocket

compatible = Blueprint("compatible", __name__)
PATHS = {CRAWL: "crawl", BATCH: "batch/scrape"}
READS = ("GET", "DELETE")
# No ids of jobs: names of other routes, of Firecrawl's as well.
RESERVED = ("active", "ongoing", "params-preview")
MAP_FIELDS = ("search", "ignoreSitemap", "sitemapOnly", "includeSubdomains")
# No map is cached.
KNOWN_OF_MAP = (*MAP_FIELDS, "url", "limit", "sitemap", "ignoreCache")
WANT_BROWSER = {"mobile": "mobile", "location": "languages"}
BODY: dict[str, Any] = {"body": AnyBody(), "parse_body": False, "body_optional": True}


class VersionConverter(BaseConverter):
    """v1 or v2."""

    regex = "v[12]"


@compatible.post("/<version:version>/scrape")
@endpoint(
    EDITOR,
    "One page, as Firecrawl answers",
    replies={200: ("The page", BarePageSchema())},
    headers=SCRAPE_HEADERS,
    **BODY,
)
def create_scrape(call: Call[ScrapeService], version: str) -> Reply:
    gateway, scraping = call.service.gateway, call.service.scraping
    if call.json.get("alexandria"):
        raise NotServed("alexandria")
    body = translate_scrape(call.json, known=("url",))
    url = require_url(with_scheme(call.json.get("url")), "url", gateway.guard.is_exempt)
    body.fields["url"] = url
    if not gateway.browser.is_there:
        body.leave_out(actions="actions", **WANT_BROWSER)
    control = body.cache_control or call.header("Cache-Control") or ""
    with gateway.refusing(url):
        made = scraping.scrape(body.given(f"/{version}/scrape"), call.identity.user_id, control)
    gateway.metrics.count_cache(made.cache)
    headers = {"X-Scrape-Engine": made.engine, "X-Cache": made.cache}
    if body.warning is None or made.engine == FIRECRAWL:
        return json_reply(b'{"success":true,"data":' + made.data + b"}", headers=headers)
    data = orjson.loads(made.data)
    data["warning"] = "; ".join(filter(None, (data.get("warning"), body.warning)))
    return json_reply({"success": True, "data": data}, headers=headers)


@compatible.post("/<version:version>/crawl")
@endpoint(EDITOR, "Begin a crawl, as Firecrawl answers", replies={200: ("Its id", JobStartedSchema())}, **BODY)
def create_crawl(call: Call[ScrapeService], version: str) -> Reply:
    gateway = call.service.gateway
    body = translate_crawl(call.json)
    leave_out_of_jobs(body, gateway)
    url = require_url(with_scheme(call.json.get("url")), "url", gateway.guard.is_exempt)
    webhook = read_webhook(call.json.get("webhook"), gateway)
    engine = gateway.engine()
    gateway.check(url, engine)
    if engine == FIRECRAWL:
        try:
            return job_reply(call, version, CRAWL, start_at_firecrawl(call, version, CRAWL, url))
        except FirecrawlUnavailable:
            if not gateway.falls_back:
                raise
        gateway.check(url, EMBEDDED)
    crawl_id = start_embedded(call, gateway, Given({"url": url, **body.fields, **webhook}))
    gateway.metrics.count_job("success")
    return job_reply(call, version, CRAWL, crawl_id, body.warning)


@compatible.post("/<version:version>/batch/scrape")
@endpoint(EDITOR, "Scrape many pages, as Firecrawl answers", replies={200: ("Its id", JobStartedSchema())}, **BODY)
def create_batch(call: Call[ScrapeService], version: str) -> Reply:
    gateway = call.service.gateway
    urls, invalid = split_urls(gateway, call.json)
    body = translate_batch(call.json)
    leave_out_of_jobs(body, gateway)
    webhook = read_webhook(call.json.get("webhook"), gateway)
    if gateway.engine() == FIRECRAWL:
        for url in urls:
            gateway.check(url, FIRECRAWL)
        try:
            return job_reply(call, version, BATCH, start_at_firecrawl(call, version, BATCH, urls[0]))
        except FirecrawlUnavailable:
            if not gateway.falls_back:
                raise
    batch_id = start_batch(call, gateway, urls, {**body.fields, **webhook})
    gateway.metrics.count_job("success")
    extra = {"invalidURLs": invalid} if "ignoreInvalidURLs" in call.json else {}
    return job_reply(call, version, BATCH, batch_id, body.warning, extra)


@compatible.get("/<version:version>/crawl/active", endpoint="list_active")
@compatible.get("/<version:version>/crawl/ongoing", endpoint="list_ongoing")
@endpoint(READER, "Crawls that are running", replies={200: ("Crawls", ActiveCrawlsSchema())})
def list_active(call: Call[ScrapeService], version: str) -> Reply:
    with call.read() as connection:
        crawls = queries.select_active(connection, call.identity.uuid)
    team = {"teamId": call.identity.user_id}
    return json_reply({"success": True, "crawls": [{**crawl, **team} for crawl in crawls]})


@compatible.get("/<version:version>/crawl/<job:job_id>", endpoint="show_crawl")
@compatible.get("/<version:version>/batch/scrape/<job:job_id>", endpoint="show_batch")
@endpoint(
    READER,
    "How a crawl or a batch is doing, and its pages; with `Upgrade: websocket` each page as it is read",
    replies={
        101: "A WebSocket with messages `catchup`, `document`, and `done` or `error`",
        200: ("Status and pages", CrawlStatusSchema()),
        503: "Too many open WebSockets",
    },
)
def show_job(call: Call[ScrapeService], version: str, job_id: str) -> Reply:
    if wants_websocket(call.environ):
        return watch_job(call, version, lambda skip: orjson.loads(job_status(call, version, job_id, f"skip={skip}")))
    return json_reply(job_status(call, version, job_id, call.environ.get("QUERY_STRING", "")))


def job_status(call: Call[ScrapeService], version: str, job_id: str, query: str) -> str | bytes:
    """Status, counts and a stretch of pages as JSON, ours or Firecrawl's."""
    gateway = call.service.gateway
    skip, limit = read_status_query(dict(query_pairs(query)))
    job = find_job(call, read_id(job_id))
    path = f"/{version}/{path_of(call, job)}/{job_id}"
    if job and job.engine == EMBEDDED:
        gateway.metrics.count_check(job.status)
        return status_text(call, job, skip, limit, own_address(call, path))
    answer = shape_status(ask_firecrawl(gateway, f"{path}?{query}" if query else path), job_id)
    if "next" in answer:
        answer["next"] = own_address(call, f"{path}?{answer['next'].rpartition('?')[2]}")
    gateway.metrics.count_check(answer["status"])
    return encode(answer)


@compatible.delete("/<version:version>/crawl/<job:job_id>", endpoint="delete_crawl")
@compatible.delete("/<version:version>/batch/scrape/<job:job_id>", endpoint="delete_batch")
@endpoint(
    EDITOR, "Cancel a crawl or a batch", replies={200: ("Cancelled", JobCancelledSchema()), 409: "It has ended already"}
)
def delete_job(call: Call[ScrapeService], version: str, job_id: str) -> Reply:
    job = find_job(call, read_id(job_id))
    cancelled = {"success": True, "status": "cancelled", "message": "Job cancelled"}
    if job and job.status == "cancelled":
        return json_reply(cancelled)
    if job and job.status != "scraping":
        raise CrawlFinished()
    if not job or job.engine == FIRECRAWL:
        call.service.gateway.firecrawl.delete(f"/{version}/{path_of(call, job)}/{job_id}")
    if job:
        with call.transaction() as connection:
            cancel_job(connection, job, call.identity.uuid)
    return json_reply(cancelled)


# The JavaScript SDK 1 asks for errors with DELETE.
@compatible.route("/<version:version>/crawl/<job:job_id>/errors", methods=READS, endpoint="list_crawl_errors")
@compatible.route("/<version:version>/batch/scrape/<job:job_id>/errors", methods=READS, endpoint="list_batch_errors")
@endpoint(READER, "Pages that failed, and those robots.txt forbids", replies={200: ("Errors", JobErrorsSchema())})
def list_errors(call: Call[ScrapeService], version: str, job_id: str) -> Reply:
    job = find_job(call, read_id(job_id))
    if job and job.engine == EMBEDDED:
        with call.read() as connection:
            errors = queries.select_errors(connection, job, call.identity.uuid)
        # Some SDKs look for it, though Firecrawl leaves it out.
        return json_reply(f'{{"success":true,{errors.lstrip()[1:]}')
    return json_reply(ask_firecrawl(call.service.gateway, f"/{version}/{path_of(call, job)}/{job_id}/errors"))


@compatible.post("/<version:version>/map")
@endpoint(EDITOR, "The links of a site, as Firecrawl answers", replies={200: ("Links", BareLinksSchema())}, **BODY)
def create_map(call: Call[ScrapeService], version: str) -> Reply:
    gateway = call.service.gateway
    url = require_url(with_scheme(call.json.get("url")), "url", gateway.guard.is_exempt)
    engine = gateway.engine()
    gateway.check(url, engine)
    if engine == FIRECRAWL:
        try:
            return json_reply(gateway.firecrawl.post(f"/{version}/map", call.json))
        except FirecrawlUnavailable:
            if not gateway.falls_back:
                raise
    given = map_fields(call.json, url)
    with gateway.refusing(url):
        links = counted(gateway, EMBEDDED, lambda: map_site(gateway, given))
    listed: list[Any] = [{"url": link} for link in links] if version == V2 else links
    return json_reply({"success": True, "links": listed, **warning_of(unknown_in(call.json, KNOWN_OF_MAP))})


def leave_out_of_jobs(body: Translated, gateway: Gateway) -> None:
    """Options of pages that crawls and batches do not have: actions, and without a browser what only one can do."""
    body.leave_out(actions="actions", **({} if gateway.browser.is_there else WANT_BROWSER))


def map_fields(body: dict[str, Any], url: str) -> Given:
    """The fields of a map in our words."""
    given = {name: value for name, value in body.items() if value is not None}
    fields: dict[str, Any] = {name: given[name] for name in MAP_FIELDS if name in given}
    fields |= {"only": {"sitemapOnly": True}, "skip": {"ignoreSitemap": True}}.get(str(given.get("sitemap")), {})
    limit = given.get("limit")
    fields["limit"] = max(1, min(int(limit), 5_000)) if isinstance(limit, int) else 5_000
    fields.setdefault("includeSubdomains", True)
    return Given({"url": url, **fields})


def start_at_firecrawl(call: Call[ScrapeService], version: str, kind: str, url: str) -> str:
    """Start a job there and remember whose it is."""
    call.service.database.ping()
    answer = call.service.gateway.firecrawl.post(f"/{version}/{PATHS[kind]}", call.json)
    return store_external(call, answer, kind, url, {})


def job_reply(
    call: Call[ScrapeService],
    version: str,
    kind: str,
    job_id: str,
    warning: str | None = None,
    extra: dict[str, Any] | None = None,
) -> Reply:
    """The id of a new job and where it is."""
    remark = {"warning": warning} if warning else {}
    where = own_address(call, f"/{version}/{PATHS[kind]}/{job_id}")
    return json_reply({"success": True, "id": job_id, "url": where, **remark, **(extra or {})})


def path_of(call: Call[ScrapeService], job: Job | None) -> str:
    """Where a job is: by its kind, or by what was asked for when only Firecrawl knows it."""
    kind = job.kind if job else BATCH if "/batch/" in call.environ["PATH_INFO"] else CRAWL
    return PATHS[kind]
