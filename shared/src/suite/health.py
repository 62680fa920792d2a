"""Liveness, readiness and the health body of existing clients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Thread
from time import perf_counter, time
from typing import TYPE_CHECKING, Any

from flask import Blueprint
from marshmallow import INCLUDE, fields

from suite import VERSION
from suite.dates import wire_now
from suite.environment import find_root
from suite.errors import AppError
from suite.http.call import Call
from suite.http.endpoint import PUBLIC, endpoint
from suite.http.fields import reply
from suite.http.replies import Reply, json_reply
from suite.migrations import pending_migrations

if TYPE_CHECKING:
    from suite.http.service import Service

CHECK_SECONDS = 2.0
OK, FAIL, PENDING, UNKNOWN, DISABLED = "ok", "fail", "pending", "unknown", "disabled"
HealthExtra = Callable[[dict[str, "CheckResult"]], Mapping[str, Any]]


@dataclass(frozen=True)
class CheckResult:
    """One check's outcome; `error` is a class of failure, never a connection string."""

    status: str
    latency_ms: int
    error: str | None = None

    def details(self) -> dict[str, Any]:
        """As shown in /readyz."""
        shown = {"status": self.status, "latency_ms": self.latency_ms}
        return {**shown, "error": self.error} if self.error else shown


@dataclass(frozen=True)
class Check:
    """A named question to a dependency. `ask` returns a status word or raises; optional ones only degrade."""

    name: str
    ask: Callable[[], str]
    required: bool = True


class Readiness:
    """The checks of a service, asked in parallel under one time limit."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._checks = [Check("database", self._ask_database), Check("migrations", self._ask_migrations)]
        self.healthy_word = "ok"
        self.unhealthy_word = "error"
        self.health_extra: HealthExtra = lambda results: {}
        self.show_health: Callable[[Call], Reply] | None = None

    def add(self, name: str, ask: Callable[[], str], *, required: bool = True) -> None:
        """Ask this too."""
        self._checks.append(Check(name, ask, required))

    def relax(self, *names: str) -> None:
        """Let these checks only degrade the service."""
        self._checks = [replace(check, required=False) if check.name in names else check for check in self._checks]

    def run(self, names: tuple[str, ...] | None = None, *, within: float = CHECK_SECONDS) -> dict[str, CheckResult]:
        """Every check's result (or those of `names`), at the latest after `within` seconds."""
        wanted = [check for check in self._checks if names is None or check.name in names]
        results = {check.name: CheckResult(FAIL, int(within * 1000), "timeout") for check in wanted}
        threads = [Thread(target=_ask, args=(check, results), daemon=True) for check in wanted]
        deadline = perf_counter() + within
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, deadline - perf_counter()))
        return dict(results)

    def verdict(self, results: Mapping[str, CheckResult]) -> str:
        """ready, degraded or not_ready."""
        if self._service.shutting_down.is_set():
            return "not_ready"
        bad = {name for name, result in results.items() if result.status not in (OK, DISABLED)}
        if any(check.required for check in self._checks if check.name in bad):
            return "not_ready"
        return "degraded" if bad else "ready"

    def _ask_database(self) -> str:
        self._service.database.ping()
        return OK

    def _ask_migrations(self) -> str:
        settings = self._service.settings
        folder = find_root() / "services" / settings.ID / "migrations"
        with self._service.database.driver_connection() as connection:
            return PENDING if pending_migrations(connection, folder, settings.SCHEMA) else OK


class LivenessSchema(reply.ReplySchema):
    """The process answers."""

    status = reply.choice("ok")


class CheckDetailsSchema(reply.ReplySchema):
    """How one check went."""

    status = reply.choice(OK, FAIL, PENDING, UNKNOWN, DISABLED)
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
            return readiness.show_health(call)
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


def _ask(check: Check, results: dict[str, CheckResult]) -> None:
    started = perf_counter()
    error: str | None = None
    try:
        status = check.ask()
    except AppError as failure:
        status, error = FAIL, failure.code.lower()
    except Exception as failure:
        status, error = FAIL, type(failure).__name__
    results[check.name] = CheckResult(status, int((perf_counter() - started) * 1000), error)
