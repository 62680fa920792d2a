"""/metrics for Prometheus and /metrics.json for people and dashboards."""

import hmac
import ipaddress
import os
from time import time
from typing import TYPE_CHECKING, Any

from flask import Blueprint

from suite.errors import Forbidden, Unauthorized
from suite.http.call import Call
from suite.http.declaration import PUBLIC
from suite.http.endpoint import endpoint
from suite.http.fields import reply
from suite.http.replies import Reply, json_reply
from suite.metrics.exemplars import OPENMETRICS, OPENMETRICS_TYPE
from suite.metrics.multiprocess import metrics_folder, render, render_openmetrics
from suite.metrics.processes import process_registry, service_processes
from suite.metrics.window import WINDOW_SECONDS

if TYPE_CHECKING:
    from suite.http.service import Service

GUARDED = "METRICS_ACCESS decides: open, private (addresses of private networks) or token (METRICS_TOKEN)."
TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class CacheSummarySchema(reply.ReplySchema):
    """How often something was cached; null when nobody asked."""

    hits = reply.integer()
    misses = reply.integer()
    hit_rate = reply.number(null=True)


class MetricsSummarySchema(reply.ReplySchema):
    """The last five minutes of all workers."""

    service = reply.text()
    window_seconds = reply.number()
    workers = reply.integer()
    request_count_total = reply.integer()
    requests_per_second = reply.number()
    error_rate_percent = reply.number()
    response_time_p50_ms = reply.number(null=True)
    response_time_p95_ms = reply.number(null=True)
    response_time_p99_ms = reply.number(null=True)
    memory_rss_bytes = reply.integer()
    uptime_seconds = reply.number()
    process_id = reply.integer()
    database_connections_active = reply.integer()
    database_connections_total = reply.integer()
    database_connections_max = reply.integer()
    cache = reply.nested(CacheSummarySchema)


def metrics_blueprint() -> Blueprint:
    """Routes /metrics and /metrics.json."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    @endpoint(
        PUBLIC,
        "Metrics for Prometheus",
        description=GUARDED,
        produces="text/plain",
        token="metrics",
        replies={
            200: "Text format 0.0.4, or OpenMetrics 1.0.0 for who accepts it",
            403: "METRICS_ACCESS does not admit this address",
        },
    )
    def show_metrics(call: Call) -> Reply:
        require_access(call)
        service = call.service
        extra = process_registry(service.metrics.service, service.settings.metrics_prefix)
        for collector in service.metrics.scraped:
            extra.register(collector)
        if OPENMETRICS in (call.header("Accept") or ""):
            text = render_openmetrics(metrics_folder(), service.metrics.exporter, extra)
            return Reply(service.metrics.exemplars.beside(text), content_type=OPENMETRICS_TYPE)
        return Reply(render(metrics_folder(), service.metrics.exporter, extra), content_type=TEXT_TYPE)

    @blueprint.get("/metrics.json")
    @endpoint(
        PUBLIC,
        "The last five minutes in numbers",
        description=GUARDED,
        token="metrics",
        replies={
            200: ("Rates and percentiles", MetricsSummarySchema()),
            403: "METRICS_ACCESS does not admit this address",
        },
    )
    def show_summary(call: Call) -> Reply:
        require_access(call)
        return json_reply(summary(call.service))

    return blueprint


def require_access(call: Call) -> None:
    """Refuse callers METRICS_ACCESS does not admit; production admits private addresses unless told otherwise."""
    settings = call.service.settings
    access = settings.metrics_access or ("private" if settings.production else "open")
    if access == "private" and not is_private(call.client):
        raise Forbidden()
    if access == "token":
        given = (call.header("Authorization") or "").removeprefix("Bearer ")
        expected = settings.metrics_token.reveal() if settings.metrics_token else ""
        if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
            raise Unauthorized()


def is_private(address: str) -> bool:
    """True for loopback and private client addresses; unix socket peers have none and count as local."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_private
    except ValueError:
        return address in ("", "unknown")


def summary(service: "Service") -> dict[str, Any]:
    """The body of /metrics.json, over all workers."""
    window = service.metrics.window.summary()
    processes = service_processes()
    seconds = min(WINDOW_SECONDS, max(1.0, time() - processes.started_at))
    pool = service.database.pool
    return {
        "service": service.settings.ID,
        "window_seconds": WINDOW_SECONDS,
        "workers": processes.workers,
        "request_count_total": window.requests,
        "requests_per_second": round(window.requests / seconds, 3),
        "error_rate_percent": round(100 * window.errors / window.requests, 3) if window.requests else 0.0,
        "response_time_p50_ms": window.p50_ms,
        "response_time_p95_ms": window.p95_ms,
        "response_time_p99_ms": window.p99_ms,
        "memory_rss_bytes": processes.resident_bytes,
        "uptime_seconds": round(time() - processes.started_at, 3),
        "process_id": os.getpid(),
        "database_connections_active": pool.used,
        "database_connections_total": pool.used + pool.idle,
        "database_connections_max": pool.size,
        "cache": {"hits": window.cache_hits, "misses": window.cache_misses, "hit_rate": window.hit_rate},
    }
