"""Liveness, readiness and the health body of existing clients."""

from collections.abc import Mapping
from time import time
from typing import TYPE_CHECKING, Any

from flask import Blueprint
from marshmallow import INCLUDE, fields

from suite import VERSION
from suite.dates import wire_now
from suite.http.call import Call
from suite.http.declaration import PUBLIC
from suite.http.endpoint import endpoint
from suite.http.fields import reply
from suite.http.replies import Reply, json_reply
from suite.readiness import CHECK_SECONDS, DISABLED, FAIL, OK, PENDING, UNKNOWN, Check, CheckResult, Readiness

if TYPE_CHECKING:
    from suite.http.service import Service

__all__ = [
    "CHECK_SECONDS",
    "DISABLED",
    "FAIL",
    "OK",
    "PENDING",
    "UNKNOWN",
    "Check",
    "CheckResult",
    "Readiness",
    "health_blueprint",
    "health_body",
]


class LivenessSchema(reply.ReplySchema):
    """The process answers."""

    status = reply.choice("ok")


class CheckDetailsSchema(reply.ReplySchema):
    """How one check went."""

    # The last four are a replica's: why the primary answers instead.
    status = reply.choice(OK, FAIL, PENDING, UNKNOWN, DISABLED, "starting", "lag", "unreachable", "silent")
    latency_ms = reply.integer()
    error = reply.text(optional=True)


class ReadinessSchema(reply.ReplySchema):
    """Every check by name."""

    status = reply.choice("ready", "degraded", "not_ready")
    checks = reply.mapping(fields.String())
    details = reply.mapping(CheckDetailsSchema)


class HealthSchema(reply.ReplySchema):
    """What all services tell; most add something of their own."""

    status = reply.text()
    service = reply.text(optional=True)
    timestamp = reply.moment(optional=True)
    uptime = reply.number(optional=True)
    version = reply.text(optional=True)
    error = reply.text(optional=True)

    class Meta:
        unknown = INCLUDE


def health_blueprint() -> Blueprint:
    """Routes /healthz, /readyz and /health."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    @endpoint(PUBLIC, "The process answers", replies={200: ("It does", LivenessSchema())})
    def show_liveness(call: Call) -> Reply:
        return json_reply({"status": "ok"})

    @blueprint.get("/readyz")
    @endpoint(
        PUBLIC,
        "The service can do its work",
        replies={200: ("ready or degraded", ReadinessSchema()), 503: ("not_ready", ReadinessSchema())},
    )
    def show_readiness(call: Call) -> Reply:
        readiness = call.service.readiness
        results = readiness.run()
        verdict = readiness.verdict(results)
        body = {
            "status": verdict,
            "checks": {name: result.status for name, result in results.items()},
            "details": {name: result.details() for name, result in results.items()},
        }
        return json_reply(body, 503 if verdict == "not_ready" else 200)

    @blueprint.get("/health")
    @endpoint(
        PUBLIC,
        "Health as dashboards read it",
        replies={200: ("healthy", HealthSchema()), 503: ("a required check fails", HealthSchema())},
    )
    def show_health(call: Call) -> Reply:
        service = call.service
        readiness = service.readiness
        if readiness.show_health:
            shown: Reply = readiness.show_health(call)
            return shown
        results = readiness.run()
        healthy = readiness.verdict(results) != "not_ready"
        body = health_body(service, results, healthy)
        return json_reply(body, 200 if healthy else 503)

    return blueprint


def health_body(service: "Service", results: Mapping[str, CheckResult], healthy: bool) -> dict[str, Any]:
    """The body of /health: what all services tell, then what this one adds."""
    readiness = service.readiness
    database = results["database"]
    reachable = database.status == OK
    body: dict[str, Any] = {
        "status": readiness.healthy_word if healthy else readiness.unhealthy_word,
        "service": service.settings.ID,
        "timestamp": wire_now(),
        "uptime": round(time() - service.started_at, 3),
        "version": VERSION,
        "database": {"engine": "postgres", "status": "healthy" if reachable else "error"},
        "checks": {
            "database": {
                "status": "healthy" if reachable else "unhealthy",
                "message": "reachable" if reachable else "unreachable",
                "latency_ms": database.latency_ms,
                "responseTime": database.latency_ms,
            }
        },
    }
    if not healthy:
        failing = sorted(name for name, result in results.items() if result.status not in (OK, DISABLED))
        body["error"] = f"failing: {', '.join(failing) or 'shutting down'}"
    return {**body, **readiness.health_extra(dict(results))}
