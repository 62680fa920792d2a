"""Health as the clients of the proxy read it: always 200, the verdict inside."""

from dataclasses import replace
from time import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrape_proxy.gateway import AUTO, EMBEDDED, FIRECRAWL, Gateway
from scrape_proxy.index.routes import API_VERSION, WIRE_NAME
from scrape_proxy.replies import ScrapeHealthDataSchema
from scrape_proxy.service import ScrapeService
from suite.dates import wire_now
from suite.health import DISABLED, FAIL, OK
from suite.http import Call, Reply, Service, json_reply

# The whole answer takes at most 1.2 s, whatever Firecrawl and the database do.
CHECK_SECONDS = 1.1
HEALTH_VIEW = "health.show_health"


def add_scrape_health(service: ScrapeService) -> None:
    """Ask about Firecrawl too, and word /health as the dashboard reads it."""

    gateway = service.gateway

    def ask_firecrawl() -> str:
        if gateway.settings.engine == EMBEDDED:
            return DISABLED
        return OK if gateway.firecrawl.probe.reachable() else FAIL

    only_firecrawl = gateway.settings.engine == FIRECRAWL
    service.readiness.add("firecrawl", ask_firecrawl, required=only_firecrawl)
    if only_firecrawl:
        service.readiness.relax("database", "migrations")
    service.readiness.show_health = show_health
    view: Any = service.view_functions[HEALTH_VIEW]
    view.declaration = replace(view.declaration, replies={200: ("ok or degraded", ScrapeHealthDataSchema())})


def show_health(call: Call[ScrapeService]) -> Reply:
    """200 with `data.status` ok or degraded."""
    gateway = call.service.gateway
    checks = call.service.readiness.run(("database", "firecrawl"), within=CHECK_SECONDS)
    return json_reply({"success": True, "data": health_data(call.service, gateway, checks)})


def health_data(service: Service, gateway: Gateway, checks: dict[str, Any]) -> dict[str, Any]:
    """What /health tells."""
    reachable = checks["firecrawl"].status == OK
    mode, circuit = gateway.settings.engine, gateway.firecrawl.breaker.state
    closed = circuit != "open"
    active = mode if mode != AUTO else FIRECRAWL if reachable and closed else EMBEDDED
    served = checks["database"].status == OK and (mode != FIRECRAWL or (reachable and closed))
    return {
        "service": WIRE_NAME,
        "status": "ok" if served else "degraded",
        "version": API_VERSION,
        "uptime": round(time() - service.started_at, 3),
        "timestamp": wire_now(),
        "engine": {"mode": mode, "active": active},
        "circuit": circuit,
        "firecrawl": {"reachable": reachable, "baseUrl": without_user_info(gateway.settings.firecrawl_url)},
    }


def without_user_info(url: str) -> str:
    """The URL without name and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
