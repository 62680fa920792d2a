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


def _grew(counter: str, span: str) -> str:
    """Within `span`; a series that began within it at more than 0 grew as well, which increase() does not see."""
    return f"increase({counter}[{span}]) > 0 or ({counter} > 0 unless last_over_time({counter}[1d] offset {span}))"


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
        _grew("tradingsystem_db_pool_timeouts_total", "5m"),
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
    # A source that has nothing new leaves no lag worth ringing for, as long as runs go well and find it so.
    # What never ran has no age that could grow.
    _rule(
        "BackupNeverMade",
        "absent(tradingsystem_backup_last_success_timestamp_seconds)",
        "2h",
        "critical",
        "No backup has been made, or its figures do not reach Prometheus",
        "the-backup-is-too-old",
    ),
    _rule(
        "WalArchiveNeverRan",
        "absent(tradingsystem_wal_archive_last_segment_timestamp_seconds)",
        "2h",
        "warning",
        "The write-ahead log is not archived, or its figures do not reach Prometheus",
        "the-backup-is-too-old",
    ),
    _rule(
        "NothingAsked",
        'absent(up{job="colmeia"})',
        "5m",
        "critical",
        "Prometheus asks no service: its configuration has no target",
        "a-service-is-down",
    ),
    _rule(
        "SyncLag",
        "tradingsystem_sync_lag_seconds > 600 and (tradingsystem_sync_behind_seconds > 0"
        " or time() - tradingsystem_sync_last_success_timestamp_seconds > 600) unless tradingsystem_sync_paused == 1",
        "10m",
        "warning",
        "The newest row of stream {{ $labels.stream }} is {{ $value | humanizeDuration }} old",
        "a-stream-lags",
    ),
    _rule(
        "SyncNoSuccess",
        "time() - tradingsystem_sync_last_success_timestamp_seconds > 1800 unless tradingsystem_sync_paused == 1",
        "5m",
        "critical",
        "No run of stream {{ $labels.stream }} went well for {{ $value | humanizeDuration }}",
        "a-stream-fails",
    ),
    # Its time since the last success has no beginning.
    _rule(
        "SyncNeverCopied",
        "tradingsystem_sync_never_copied == 1 unless on (stream) (tradingsystem_sync_waiting == 1"
        " or tradingsystem_sync_paused == 1)",
        "30m",
        "critical",
        "No run of stream {{ $labels.stream }} ever went well",
        "a-stream-fails",
    ),
    _rule(
        "SyncFailing",
        "tradingsystem_sync_consecutive_failures >= 3 unless tradingsystem_sync_waiting == 1",
        "5m",
        "critical",
        "Stream {{ $labels.stream }} has failed {{ $value }} times in a row",
        "a-stream-fails",
    ),
    _rule(
        "SyncSuspended",
        "tradingsystem_sync_suspended == 1",
        "5m",
        "critical",
        "The source of stream {{ $labels.stream }} takes rows that nobody can read: its log is suspended",
        "a-stream-fails",
    ),
    _rule(
        "SyncMismatch",
        "tradingsystem_sync_mismatched_windows > 0",
        "15m",
        "critical",
        "{{ $value }} windows of stream {{ $labels.stream }} differ from the source",
        "a-copy-differs",
    ),
    _rule(
        "SyncQuarantine",
        "tradingsystem_sync_quarantine_open > 0",
        "15m",
        "warning",
        "{{ $value }} rows of stream {{ $labels.stream }} could not be stored",
        "rows-are-in-quarantine",
    ),
    _rule(
        "SyncCollapsed",
        _grew('tradingsystem_sync_rows_total{result="collapsed"}', "1h"),
        "5m",
        "warning",
        "Rows of stream {{ $labels.stream }} share their key with another row",
        "rows-are-in-quarantine",
    ),
    _rule(
        "SyncFuture",
        "tradingsystem_sync_future_rows > 0",
        "15m",
        "warning",
        "{{ $value }} rows of stream {{ $labels.stream }} lie in the future and are kept aside",
        "rows-are-in-quarantine",
    ),
    _rule(
        "SyncDrift",
        "tradingsystem_sync_drift > 0",
        "15m",
        "warning",
        "The columns of the source of stream {{ $labels.stream }} changed",
        "a-stream-fails",
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


def _sync(name: str, values: str, **labels: str) -> Mapped:
    return _series(f"tradingsystem_sync_{name}", values, stream="s", **labels)


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
    ("PoolExhausted", [_series("tradingsystem_db_pool_timeouts_total", "_x20 3x40", service=SERVICE)], "7m"),
    ("ReplicaNotRead", [_fallbacks("0+9x120"), _reads("replica", "0+1x120"), _reads("primary", "0+9x120")], "20m"),
    ("BackupTooOld", [_series("tradingsystem_backup_last_success_timestamp_seconds", "0x8000")], "27h"),
    (
        "WalArchiveBehind",
        [_series("tradingsystem_wal_archive_last_segment_timestamp_seconds", "0x200")],
        "20m",
    ),
    ("BackupNeverMade", [_series("up", "1x600", **_UP)], "130m"),
    ("WalArchiveNeverRan", [_series("up", "1x600", **_UP)], "130m"),
    ("NothingAsked", [_series("node_load1", "1x60")], "10m"),
    ("SyncLag", [_sync("lag_seconds", "900x100"), _sync("behind_seconds", "300x100")], "15m"),
    ("SyncLag", [_sync("lag_seconds", "900x100"), _sync("last_success_timestamp_seconds", "0x200")], "25m"),
    ("SyncNoSuccess", [_sync("last_success_timestamp_seconds", "0x400")], "40m"),
    ("SyncNeverCopied", [_sync("never_copied", "1x200")], "35m"),
    ("SyncFailing", [_sync("consecutive_failures", "0x4 3x60"), _sync("waiting", "0x64")], "10m"),
    ("SyncSuspended", [_sync("suspended", "0x4 1x60")], "10m"),
    ("SyncMismatch", [_sync("mismatched_windows", "0x4 2x100")], "20m"),
    ("SyncQuarantine", [_sync("quarantine_open", "0x4 1x100")], "20m"),
    ("SyncCollapsed", [_sync("rows_total", "0x4 8x100", result="collapsed")], "10m"),
    ("SyncCollapsed", [_sync("rows_total", "_x20 8x200", result="collapsed")], "15m"),
    ("SyncFuture", [_sync("future_rows", "0x4 1x100")], "20m"),
    ("SyncDrift", [_sync("drift", "0x4 1x100")], "20m"),
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
    _series("up", "1x400", **_UP),
    _http("200", "0+99x400"),
    _http("500", "0+1x400"),
    *_buckets("0+99x400", "0+100x400", "0+100x400"),
    _series("tradingsystem_db_pool_timeouts_total", "3x400", service=SERVICE),
    _fallbacks("0+1x400"),
    _reads("replica", "0+9x400"),
    _reads("primary", "0+1x400"),
    _series("tradingsystem_backup_last_success_timestamp_seconds", "0x400"),
    _series("tradingsystem_wal_archive_last_segment_timestamp_seconds", "0+15x400"),
    _sync("lag_seconds", "9000x400"),
    *(_sync(name, "0x400") for name in ("behind_seconds", "waiting", "paused", "suspended", "mismatched_windows")),
    *(_sync(name, "0x400") for name in ("quarantine_open", "future_rows", "drift", "consecutive_failures")),
    _sync("never_copied", "1x4 0x400"),
    _sync("rows_total", "8x400", result="collapsed"),
    _sync("last_success_timestamp_seconds", "0+15x400"),
    _series("tradingsystem_bus_dead_letters", "0x400", **_QUEUE),
    _series("tradingsystem_bus_outbox_oldest_seconds", "1x400", service=SERVICE),
    _series("node_filesystem_avail_bytes", "40x400", **_DISK),
    _series("node_filesystem_size_bytes", "100x400", **_DISK),
]
# What an operator decided, or is told kindly, does not ring.
_SILENT = {
    "a paused stream": ("SyncNoSuccess", [_sync("last_success_timestamp_seconds", "0x400"), _sync("paused", "1x400")]),
    "a stream that never ran and waits for its source": (
        "SyncNeverCopied",
        [_sync("never_copied", "1x400"), _sync("waiting", "1x400")],
    ),
    "a stream that waits for its source": (
        "SyncFailing",
        [_sync("consecutive_failures", "9x400"), _sync("waiting", "1x400")],
    ),
}
QUIET: list[Mapped] = [
    {
        "interval": "15s",
        "name": "a healthy suite",
        "input_series": _HEALTHY,
        "alert_rule_test": [{"eval_time": "90m", "alertname": rule["alert"], "exp_alerts": []} for rule in RULES],
    },
    *(
        {
            "interval": "15s",
            "name": name,
            "input_series": series,
            "alert_rule_test": [{"eval_time": "60m", "alertname": alert, "exp_alerts": []}],
        }
        for name, (alert, series) in _SILENT.items()
    ),
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
