"""/api/v1/scrape."""

from flask import Blueprint

from scrape_proxy.replies import FAILED, REFUSED, SCRAPE_HEADERS, ScrapedPageSchema, by_engine
from scrape_proxy.scrapes.schemas import ScrapeSchema
from scrape_proxy.scrapes.scrape import HIT, STALE
from scrape_proxy.service import ScrapeService
from suite.http import EDITOR, Call, Reply, endpoint, json_reply

scrapes = Blueprint("scrapes", __name__)
SCRAPE = ScrapeSchema()


@scrapes.post("")
@endpoint(
    EDITOR,
    "One page in the wanted formats",
    body=SCRAPE,
    parse_body=False,
    body_optional=True,
    replies={
        200: ("The page; a target's own error is in metadata.statusCode", by_engine(ScrapedPageSchema)),
        400: REFUSED,
        **FAILED,
    },
    headers=SCRAPE_HEADERS,
    upstream="Firecrawl",
)
def create_scrape(call: Call[ScrapeService]) -> Reply:
    gateway = call.service.gateway
    given = SCRAPE.read(call.json, gateway.guard.is_exempt)
    scraping = call.service.scraping
    with gateway.refusing(str(given.fields["url"])):
        made = scraping.scrape(given, call.identity.user_id, call.header("Cache-Control") or "")
    gateway.metrics.count_cache(made.cache)
    body = b'{"success":true,"engine":"' + made.engine.encode() + b'","data":' + made.data + b"}"
    headers = {"X-Scrape-Engine": made.engine, "X-Cache": made.cache}
    if made.cache in (HIT, STALE):
        headers["Age"] = str(made.age)
    return json_reply(body, headers=headers)
