"""The report as text for people, as JSON, and as Prometheus metrics."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from statistics import quantiles

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from suite_ops.health.advice import advise
from suite_ops.health.report import OVERALL_STATES, SERVICE_STATES, HealthReport

MARKS = {
    "healthy": "✓ HEALTHY",
    "running": "✓ RUNNING",
    "up": "✓ HEALTHY",
    "unhealthy": "⚠ UNHEALTHY",
    "unknown": "⚠ UNKNOWN",
    "down": "✗ DOWN",
}
PREFIX = "tradingsystem_"


def render_json(report: HealthReport) -> str:
    """All arrays are present, also those that were not asked for."""
    document = {
        "localServices": [service.as_row() for service in report.services],
        "dockerContainers": [container.as_row() for container in report.containers],
        "databases": [database.as_row() for database in report.databases],
        "summary": {"allOk": report.overall == "healthy"},
        "overallHealth": report.overall,
        "remediation": [{"target": target, "actions": actions} for target, actions in advise(report)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def render_text(report: HealthReport, *, verbose: bool = False) -> str:
    """Marks by name; `verbose` adds addresses, processes, latencies and reasons."""
    lines = [*_services(report, verbose), *_containers(report), *_databases(report, verbose)]
    advice = list(advise(report))
    if advice:
        lines += ["Remediation Suggestions:"]
        lines += [f"  {target}: {action}" for target, actions in advice for action in actions]
        lines += [""]
    return "\n".join([*lines, f"Overall: {report.overall.upper()}"])


def _services(report: HealthReport, verbose: bool) -> Iterator[str]:
    yield "📊 Local Services:"
    for item in report.services:
        facts = (f"port {item.port}" if item.port else "", f"pid {item.pid}" if item.pid else "", item.detail)
        yield _line(MARKS[item.status], item.name, facts if verbose else facts[:1], item.latency if verbose else None)
    if not report.services:
        yield "  none"
    if report.planned:
        yield f"  not built yet: {', '.join(report.planned)}"
    yield ""


def _containers(report: HealthReport) -> Iterator[str]:
    yield "🐳 Docker Containers:"
    if not report.containers:
        yield "  none"
    for item in report.containers:
        mark = "✓ HEALTHY" if item.health == "healthy" else "✓ RUNNING" if item.fine else "✗ DOWN"
        yield _line("⚠ UNHEALTHY" if item.health == "unhealthy" else mark, item.name, (item.status,), None)
    yield ""


def _databases(report: HealthReport, verbose: bool) -> Iterator[str]:
    yield "🗄 Databases:"
    if not report.databases:
        yield "  none"
    for item in report.databases:
        facts = (f"{item.host}:{item.port}", item.detail if verbose or not item.fine else "")
        yield _line(MARKS[item.status], item.name, facts, item.latencySeconds if verbose else None)
    yield ""


def _line(mark: str, name: str, facts: Iterable[str], latency: float | None) -> str:
    known = [fact for fact in facts if fact] + ([f"{latency * 1000:.0f} ms"] if latency is not None else [])
    return f"  {mark:<12} {name}" + (f" ({', '.join(known)})" if known else "")


def render_prometheus(report: HealthReport) -> str:
    """Text exposition; states are one series each with 1 for the current one."""
    registry = CollectorRegistry()
    _service_metrics(report, registry)
    _container_metrics(report, registry)
    _database_metrics(report, registry)
    overall = _gauge(registry, "overall_health", "1 for the verdict", "status")
    for status in OVERALL_STATES:
        overall.labels(status).set(report.overall == status)
    _gauge(registry, "health_check_timestamp_seconds", "When this was asked").set(time.time())
    _percentiles(report, registry)
    return generate_latest(registry).decode("utf-8")


def _service_metrics(report: HealthReport, registry: CollectorRegistry) -> None:
    up = _gauge(registry, "service_up", "1 when healthy or running", "name", "port")
    status = _gauge(registry, "service_health_status", "1 for the current status", "name", "status")
    seconds = _gauge(registry, "service_health_check_duration_seconds", "Time of the health request", "name")
    for item in report.services:
        up.labels(item.name, item.port).set(item.fine)
        for state in SERVICE_STATES:
            status.labels(item.name, state).set(item.status == state)
        if item.latency is not None:
            seconds.labels(item.name).set(item.latency)


def _container_metrics(report: HealthReport, registry: CollectorRegistry) -> None:
    labels = ("name", "stack", "service")
    up = _gauge(registry, "container_up", "1 when running", *labels)
    status = _gauge(registry, "container_health_status", "1 for the health docker reports", *labels, "status")
    seconds = _gauge(registry, "container_health_check_duration_seconds", "Time of the health check", *labels)
    for item in report.containers:
        place = (item.name, item.group, item.serviceName)
        up.labels(*place).set(item.status == "running")
        status.labels(*place, item.health).set(1)
        if item.latencySeconds is not None:
            seconds.labels(*place).set(item.latencySeconds)


def _database_metrics(report: HealthReport, registry: CollectorRegistry) -> None:
    up = _gauge(registry, "database_up", "1 when the owner can log in", "name", "host", "port")
    seconds = _gauge(registry, "database_health_check_duration_seconds", "Time of the login", "name")
    for item in report.databases:
        up.labels(item.name, item.host, item.port).set(item.fine)
        if item.latencySeconds is not None:
            seconds.labels(item.name).set(item.latencySeconds)


def _percentiles(report: HealthReport, registry: CollectorRegistry) -> None:
    gauge = _gauge(registry, "health_latency_percentile_seconds", "Latency over what was asked", "scope", "percentile")
    scopes = {
        "services": [item.latency for item in report.services],
        "databases": [item.latencySeconds for item in report.databases],
    }
    for scope, latencies in scopes.items():
        known = sorted(latency for latency in latencies if latency is not None)
        for percentile in (50, 95, 99) if known else ():
            gauge.labels(scope, f"p{percentile}").set(_percentile(known, percentile))


def _percentile(values: Sequence[float], percentile: int) -> float:
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percentile - 1]


def _gauge(registry: CollectorRegistry, name: str, purpose: str, *labels: str) -> Gauge:
    return Gauge(PREFIX + name, purpose, labels, registry=registry)
