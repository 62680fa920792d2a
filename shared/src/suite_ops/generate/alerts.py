"""Alert rules, each with the series that make it fire and the ones that do not."""

from typing import Any

Mapped = dict[str, Any]
SERVICE = "workspace-api"


def _rule(name: str, expression: str, wait: str, severity: str, summary: str, see: str) -> Mapped:
    return {
        "alert": name,
        "expr": expression,
        "for": wait,
        "labels": {"severity": severity},
        "annotations": {"summary": summary, "runbook": f"docs/operations.md#{see}"},
    }


RULES: list[Mapped] = [
    _rule(
        "ServiceDown",
        'up{job="colmeia"} == 0',
        "1m",
        "critical",
        "{{ $labels.instance }} has not answered for a minute",
        "a-service-is-down",
    ),
    _rule(
        "ErrorRate",
        'sum by (service) (rate(tradingsystem_http_requests_total{status_code=~"5.."}[5m]))'
        " / sum by (service) (rate(tradingsystem_http_requests_total[5m])) > 0.02",
        "5m",
        "critical",
        "{{ $labels.service }}: {{ $value | humanizePercentage }} of the requests fail",
        "requests-fail",
    ),
    _rule(
        "SlowRequests",
        "histogram_quantile(0.95, sum by (service, le)"
        " (rate(tradingsystem_http_request_duration_seconds_bucket[5m]))) > 1",
        "10m",
        "warning",
        "{{ $labels.service }}: one request in twenty takes longer than {{ $value | humanizeDuration }}",
        "requests-are-slow",
    ),
    _rule(
        "PoolExhausted",
        "increase(tradingsystem_db_pool_timeouts_total[5m]) > 0",
        "0m",
        "critical",
        "{{ $labels.service }}: requests found no free database connection",
        "the-connection-pool-is-exhausted",
    ),
    _rule(
        "ReplicaNotRead",
        "sum by (service) (rate(tradingsystem_db_replica_fallbacks_total[5m]))"
        " / sum by (service) (rate(tradingsystem_db_replica_reads_total[5m])) > 0.5",
        "10m",
        "warning",
        "{{ $labels.service }}: {{ $value | humanizePercentage }} of the reads for the replica go to the primary",
        "a-replica-is-not-read",
    ),
    _rule(
        "BackupTooOld",
        "time() - tradingsystem_backup_last_success_timestamp_seconds > 26 * 3600",
        "15m",
        "critical",
        "The last good backup is {{ $value | humanizeDuration }} old",
        "the-backup-is-too-old",
    ),
    _rule(
        "WalArchiveBehind",
        "time() - tradingsystem_wal_archive_last_segment_timestamp_seconds > 300",
        "5m",
        "critical",
        "The archive of the write-ahead log is {{ $value | humanizeDuration }} behind",
        "the-backup-is-too-old",
    ),
    _rule(
        "SyncLag",
        "tradingsystem_sync_lag_seconds > 600",
        "10m",
        "warning",
        "Stream {{ $labels.stream }} is {{ $value | humanizeDuration }} behind its source",
        "a-stream-lags",
    ),
    _rule(
        "DeadLetters",
        "sum by (topic, subscription) (tradingsystem_bus_dead_letters) > 0",
        "5m",
        "warning",
        "{{ $value }} messages of {{ $labels.topic }} could not be handled by {{ $labels.subscription }}",
        "dead-letters",
    ),
    _rule(
        "OutboxStuck",
        "tradingsystem_bus_outbox_oldest_seconds > 120",
        "5m",
        "warning",
        "{{ $labels.service }}: an event has waited {{ $value | humanizeDuration }} to be sent",
        "dead-letters",
    ),
    _rule(
        "DiskFull",
        'node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs"} / node_filesystem_size_bytes < 0.10',
        "15m",
        "critical",
        "{{ $labels.mountpoint }} has {{ $value | humanizePercentage }} left",
        "the-disk-fills-up",
    ),
]


def rule_tests() -> Mapped:
    """Unit tests for `promtool test rules`: each rule fires on its series and is silent on healthy ones."""
    return {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "15s",
        "tests": [_fire(*case) for case in CASES] + QUIET,
    }


def _series(name: str, values: str, **labels: str) -> Mapped:
    inside = ",".join(f'{label}="{value}"' for label, value in labels.items())
    return {"series": f"{name}{{{inside}}}", "values": values}


def _http(status: str, values: str) -> Mapped:
    return _series("tradingsystem_http_requests_total", values, service=SERVICE, status_code=status)


def _buckets(fast: str, slow: str, all_: str) -> list[Mapped]:
    name = "tradingsystem_http_request_duration_seconds_bucket"
    return [
        _series(name, fast, service=SERVICE, le="0.1"),
        _series(name, slow, service=SERVICE, le="2.5"),
        _series(name, all_, service=SERVICE, le="+Inf"),
    ]


def _reads(target: str, values: str) -> Mapped:
    return _series("tradingsystem_db_replica_reads_total", values, service=SERVICE, target=target)


def _fallbacks(values: str) -> Mapped:
    return _series("tradingsystem_db_replica_fallbacks_total", values, service=SERVICE, reason="lag")


_UP = {"job": "colmeia", "instance": SERVICE}
_DISK = {"mountpoint": "/", "fstype": "ext4"}
_QUEUE = {"topic": "article-published", "subscription": "article-published-sub"}
# Alert, series, moment of the look.
CASES: list[tuple[str, list[Mapped], str]] = [
    ("ServiceDown", [_series("up", "1x4 0x40", **_UP)], "5m"),
    ("ErrorRate", [_http("200", "0+95x80"), _http("500", "0+5x80")], "15m"),
    ("SlowRequests", _buckets("0+50x120", "0+100x120", "0+100x120"), "25m"),
    (
        "PoolExhausted",
        [_series("tradingsystem_db_pool_timeouts_total", "0x20 3x40", service=SERVICE)],
        "7m",
    ),
    ("ReplicaNotRead", [_fallbacks("0+9x120"), _reads("replica", "0+1x120"), _reads("primary", "0+9x120")], "20m"),
    ("BackupTooOld", [_series("tradingsystem_backup_last_success_timestamp_seconds", "0x8000")], "27h"),
    (
        "WalArchiveBehind",
        [_series("tradingsystem_wal_archive_last_segment_timestamp_seconds", "0x200")],
        "20m",
    ),
    ("SyncLag", [_series("tradingsystem_sync_lag_seconds", "900x100", stream="s")], "15m"),
    ("DeadLetters", [_series("tradingsystem_bus_dead_letters", "0x4 2x60", **_QUEUE)], "10m"),
    (
        "OutboxStuck",
        [_series("tradingsystem_bus_outbox_oldest_seconds", "400x60", service=SERVICE)],
        "10m",
    ),
    (
        "DiskFull",
        [
            _series("node_filesystem_avail_bytes", "5x100", **_DISK),
            _series("node_filesystem_size_bytes", "100x100", **_DISK),
        ],
        "20m",
    ),
]
_HEALTHY = [
    _series("up", "1x200", **_UP),
    _http("200", "0+99x200"),
    _http("500", "0+1x200"),
    *_buckets("0+99x200", "0+100x200", "0+100x200"),
    _series("tradingsystem_db_pool_timeouts_total", "3x200", service=SERVICE),
    _fallbacks("0+1x200"),
    _reads("replica", "0+9x200"),
    _reads("primary", "0+1x200"),
    _series("tradingsystem_backup_last_success_timestamp_seconds", "0x200"),
    _series("tradingsystem_wal_archive_last_segment_timestamp_seconds", "0+15x200"),
    _series("tradingsystem_sync_lag_seconds", "20x200", stream="s"),
    _series("tradingsystem_bus_dead_letters", "0x200", **_QUEUE),
    _series("tradingsystem_bus_outbox_oldest_seconds", "1x200", service=SERVICE),
    _series("node_filesystem_avail_bytes", "40x200", **_DISK),
    _series("node_filesystem_size_bytes", "100x200", **_DISK),
]
QUIET: list[Mapped] = [
    {
        "interval": "15s",
        "name": "a healthy suite",
        "input_series": _HEALTHY,
        "alert_rule_test": [{"eval_time": "40m", "alertname": rule["alert"], "exp_alerts": []} for rule in RULES],
    }
]


def _fire(name: str, series: list[Mapped], moment: str) -> Mapped:
    # ALERTS and not alert_rule_test: that one compares summaries, which hold measured values.
    expression = f'count(ALERTS{{alertname="{name}",alertstate="firing"}})'
    sample = {"labels": "{}", "value": 1}
    return {
        "interval": "15s",
        "name": f"{name} fires",
        "input_series": series,
        "promql_expr_test": [{"expr": expression, "eval_time": moment, "exp_samples": [sample]}],
    }
