"""Grafana dashboards: one of the whole suite, one of the work in the background."""

from collections.abc import Mapping, Sequence
from typing import Any

from suite_ops.manifest import Manifest

Mapped = dict[str, Any]
SOURCE = {"type": "prometheus", "uid": "prometheus"}
WIDTH, HEIGHT = 12, 8
_RATE = 'sum by (service) (rate(tradingsystem_http_requests_total{service=~"$service"}[5m]))'
_ERRORS = (
    'sum by (service) (rate(tradingsystem_http_requests_total{service=~"$service",status_code=~"5.."}[5m]))'
    f" / {_RATE}"
)


def _quantile(share: float) -> str:
    buckets = 'tradingsystem_http_request_duration_seconds_bucket{service=~"$service"}'
    return f"histogram_quantile({share}, sum by (service, le) (rate({buckets}[5m])))"


Panel = tuple[str, str, Sequence[tuple[str, str]]]
SUITE: Sequence[Panel] = (
    ("Services that answer", "short", [('sum by (instance) (up{job="colmeia"})', "{{instance}}")]),
    ("Requests", "reqps", [(_RATE, "{{service}}")]),
    ("Failing requests", "percentunit", [(_ERRORS, "{{service}}")]),
    ("Time of a request", "s", [(_quantile(0.5), "{{service}} 50 %"), (_quantile(0.95), "{{service}} 95 %")]),
    (
        "Database connections",
        "short",
        [('sum by (service, state) (tradingsystem_db_pool_connections{service=~"$service"})', "{{service}} {{state}}")],
    ),
    (
        "Requests that wait for a connection",
        "short",
        [('sum by (service) (tradingsystem_db_pool_waiting{service=~"$service"})', "{{service}}")],
    ),
    (
        "Cache hits",
        "percentunit",
        [
            (
                'sum by (service) (rate(tradingsystem_cache_operations_total{service=~"$service",result="hit"}[5m]))'
                " / sum by (service) (rate(tradingsystem_cache_operations_total"
                '{service=~"$service",operation="get"}[5m]))',
                "{{service}}",
            )
        ],
    ),
    (
        "Refused by rate limits",
        "reqps",
        [('sum by (service) (rate(tradingsystem_rate_limited_total{service=~"$service"}[5m]))', "{{service}}")],
    ),
    (
        "Memory",
        "bytes",
        [('sum by (service) (tradingsystem_process_resident_memory_bytes{service=~"$service"})', "{{service}}")],
    ),
)
BACKGROUND: Sequence[Panel] = (
    ("Events waiting to be sent", "short", [("sum by (service) (tradingsystem_bus_outbox_pending)", "{{service}}")]),
    (
        "Messages waiting to be handled",
        "short",
        [("sum by (topic, subscription) (tradingsystem_bus_backlog)", "{{topic}} → {{subscription}}")],
    ),
    ("Dead letters", "short", [("sum by (topic) (tradingsystem_bus_dead_letters)", "{{topic}}")]),
    ("Mails", "ops", [("sum by (result) (rate(tradingsystem_email_sent_total[5m]))", "{{result}}")]),
    ("Lag of streams", "s", [("max by (stream) (tradingsystem_sync_lag_seconds)", "{{stream}}")]),
    (
        "Rows synchronised",
        "rowsps",
        [("sum by (stream, result) (rate(tradingsystem_sync_rows_total[5m]))", "{{stream}} {{result}}")],
    ),
    (
        "Time since a good run of a stream",
        "s",
        [("time() - max by (stream) (tradingsystem_sync_last_success_timestamp_seconds)", "{{stream}}")],
    ),
    (
        "Failures of streams in a row",
        "short",
        [
            ("max by (stream) (tradingsystem_sync_consecutive_failures)", "{{stream}}"),
            ("max by (stream) (tradingsystem_sync_suspended)", "{{stream}} suspended"),
            ("max by (stream) (tradingsystem_sync_paused)", "{{stream}} paused"),
        ],
    ),
    (
        "Windows that differ, changes of columns",
        "short",
        [
            ("max by (stream) (tradingsystem_sync_mismatched_windows)", "{{stream}} windows"),
            ("max by (stream) (tradingsystem_sync_drift)", "{{stream}} columns"),
        ],
    ),
    (
        "Rows kept aside",
        "short",
        [
            ("max by (stream) (tradingsystem_sync_quarantine_open)", "{{stream}} in quarantine"),
            ("max by (stream) (tradingsystem_sync_collapsed_rows)", "{{stream}} collapsed"),
            ("max by (stream) (tradingsystem_sync_future_rows)", "{{stream}} of the future"),
        ],
    ),
    (
        "Age of the last good backup",
        "s",
        [("time() - max(tradingsystem_backup_last_success_timestamp_seconds)", "backup")],
    ),
    ("Health of the documentation", "short", [("max(tradingsystem_docs_health_score)", "score")]),
)


def dashboards(manifest: Manifest) -> Mapping[str, Mapped]:
    """File name without ending → dashboard."""
    labels = [service.metrics.service_label for service in manifest.built() if service.metrics]
    return {
        "suite": _dashboard("colmeia-suite", "Colmeia: services", SUITE, labels),
        "background": _dashboard("colmeia-background", "Colmeia: background work", BACKGROUND, []),
    }


def _dashboard(uid: str, title: str, panels: Sequence[Panel], services: Sequence[str]) -> Mapped:
    return {
        "uid": uid,
        "title": title,
        "tags": ["colmeia"],
        "schemaVersion": 39,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_service_choice(services)] if services else []},
        "panels": [_panel(number, *panel) for number, panel in enumerate(panels)],
    }


def _service_choice(services: Sequence[str]) -> Mapped:
    return {
        "name": "service",
        "label": "Service",
        "type": "custom",
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "query": ",".join(services),
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
    }


def _panel(number: int, title: str, unit: str, queries: Sequence[tuple[str, str]]) -> Mapped:
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": title,
        "datasource": SOURCE,
        "gridPos": {"x": WIDTH * (number % 2), "y": HEIGHT * (number // 2), "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + place), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
            for place, (expression, legend) in enumerate(queries)
        ],
    }
