"""/: what this service is and where its routes are."""

from flask import Blueprint

from scrape_proxy.replies import ServiceIndexSchema
from suite.http import PUBLIC, Call, Reply, endpoint, json_reply

WIRE_NAME = "firecrawl-proxy"
API_VERSION = "1.0.0"
ENDPOINTS = {
    "scrape": "/api/v1/scrape",
    "crawl": "/api/v1/crawl",
    "crawlStatus": "/api/v1/crawl/:id",
    "crawlErrors": "/api/v1/crawl/:id/errors",
    "map": "/api/v1/map",
    "health": "/health",
    "metrics": "/metrics",
}

index = Blueprint("index", __name__)


@index.get("")
@endpoint(PUBLIC, "What this service is", replies={200: ("Name, version and routes", ServiceIndexSchema())})
def show_index(call: Call) -> Reply:
    data = {"service": WIRE_NAME, "version": API_VERSION, "endpoints": ENDPOINTS}
    return json_reply({"success": True, "data": data})
