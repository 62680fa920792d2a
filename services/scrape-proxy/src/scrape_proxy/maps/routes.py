"""/api/v1/map."""

from typing import Any

from flask import Blueprint

from scrape_proxy.errors import FirecrawlFailed, FirecrawlUnavailable
from scrape_proxy.gateway import EMBEDDED, FIRECRAWL, Gateway
from scrape_proxy.inputs import Given
from scrape_proxy.maps.schemas import MapSchema
from scrape_proxy.maps.site_links import map_site
from scrape_proxy.replies import ENGINE_HEADERS, FAILED, REFUSED, SiteLinksSchema, by_engine
from scrape_proxy.scrapes.outcomes import counted
from scrape_proxy.service import ScrapeService
from suite.http import EDITOR, Call, Reply, endpoint, json_reply

maps = Blueprint("maps", __name__)
MAP = MapSchema()


@maps.post("")
@endpoint(
    EDITOR,
    "The links of a site",
    body=MAP,
    parse_body=False,
    body_optional=True,
    replies={200: ("The links", by_engine(SiteLinksSchema)), 400: REFUSED, **FAILED},
    headers=ENGINE_HEADERS,
    upstream="Firecrawl",
)
def create_map(call: Call[ScrapeService]) -> Reply:
    gateway = call.service.gateway
    given = MAP.read(call.json, gateway.guard.is_exempt)
    with gateway.refusing(str(given.fields["url"])):
        engine, links = find_links(gateway, given)
    body = {"success": True, "engine": engine, "data": {"links": links}}
    return json_reply(body, headers={"X-Scrape-Engine": engine})


def find_links(gateway: Gateway, given: Given) -> tuple[str, list[Any]]:
    """The engine that answered, and the links."""
    engine = gateway.engine()
    gateway.check(str(given.fields["url"]), engine)
    if engine == FIRECRAWL:
        try:
            return FIRECRAWL, counted(gateway, FIRECRAWL, lambda: ask_firecrawl(gateway, given))
        except FirecrawlUnavailable:
            if not gateway.falls_back:
                raise
            gateway.check(str(given.fields["url"]), EMBEDDED)
    return EMBEDDED, counted(gateway, EMBEDDED, lambda: map_site(gateway, given))


def ask_firecrawl(gateway: Gateway, given: Given) -> list[Any]:
    """The links Firecrawl finds, bare or below `data`."""
    answer = gateway.firecrawl.post("/v1/map", given.fields)
    below = answer.get("data")
    links = answer.get("links", below.get("links") if isinstance(below, dict) else below)
    if not isinstance(links, list):
        raise FirecrawlFailed()
    return links
