"""Where a new crawl runs, and what is stored about it."""

from typing import Any

from scrape_proxy.crawls.addresses import normalise
from scrape_proxy.crawls.lease_queries import insert_pages
from scrape_proxy.crawls.queries import insert_job
from scrape_proxy.crawls.schemas import CRAWL, crawl_options, require_page_options
from scrape_proxy.crawls.webhooks import STARTED, tell_webhook
from scrape_proxy.errors import FirecrawlFailed, FirecrawlUnavailable
from scrape_proxy.gateway import EMBEDDED, FIRECRAWL, Gateway
from scrape_proxy.inputs import Given
from suite.http import Call
from suite.ids import uuid7


def start_crawl(call: Call, gateway: Gateway, given: Given) -> tuple[str, str]:
    """Engine and id of the new job."""
    engine = gateway.engine()
    url = str(given.fields["url"])
    gateway.check(url, engine)
    if engine == EMBEDDED:
        require_page_options(given)
        return EMBEDDED, start_embedded(call, gateway, given)
    # A job nobody could find again must not be started.
    call.service.database.ping()
    try:
        return FIRECRAWL, start_at_firecrawl(call, gateway, given)
    except FirecrawlUnavailable:
        if not gateway.falls_back:
            raise
    gateway.check(url, EMBEDDED)
    require_page_options(given)
    return EMBEDDED, start_embedded(call, gateway, given)


def start_embedded(call: Call, gateway: Gateway, given: Given) -> str:
    """Store the job and its first page; a crawler finds it."""
    url = normalise(str(given.fields["url"]))
    options = without_url(given)
    gateway.require_models(crawl_options(options, (url,)).page)
    job_id, user_id = uuid7(), call.identity.uuid
    with call.transaction() as connection:
        insert_job(connection, job_id, user_id, EMBEDDED, url, options)
        insert_pages(connection, job_id, user_id, [url], depth=0)
        tell_webhook(connection, user_id, str(job_id), options, STARTED)
    return str(job_id)


def start_at_firecrawl(call: Call, gateway: Gateway, given: Given) -> str:
    """Start the job there and remember whose it is."""
    answer = gateway.firecrawl.post("/v1/crawl", given.fields)
    return store_external(call, answer, CRAWL, str(given.fields["url"]), without_url(given))


def store_external(call: Call, answer: dict[str, Any], kind: str, url: str, options: dict[str, Any]) -> str:
    """Remember whose job an answer of Firecrawl names; its id there."""
    external_id = answer.get("id") or answer.get("jobId")
    if not isinstance(external_id, str) or not external_id:
        raise FirecrawlFailed()
    with call.transaction() as connection:
        insert_job(connection, uuid7(), call.identity.uuid, FIRECRAWL, url, options, external_id, kind=kind)
    return external_id


def without_url(given: Given) -> dict[str, Any]:
    """The options of a crawl."""
    return {name: value for name, value in given.fields.items() if name != "url"}
