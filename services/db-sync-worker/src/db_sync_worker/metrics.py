"""Metrics of the streams, from the database: the same whichever process counted, and after a restart."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from time import monotonic

import psycopg2
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from db_sync_worker.control.queries import StreamState, select_counters, select_states
from db_sync_worker.engine.outcome import FAILED, INCREMENTAL, OK, RECONCILE
from db_sync_worker.engine.records import COUNTED_ROWS
from db_sync_worker.streams.model import Stream
from suite.database import Database
from suite.errors import AppError

log = logging.getLogger(__name__)
KEPT_SECONDS = 5.0
FIRST_RUNS = tuple(f"{mode},{status}" for mode in (INCREMENTAL, RECONCILE) for status in (OK, FAILED))
Counter = tuple[str, str, str, float]
# name, help, its value
_GAUGES: tuple[tuple[str, str, Callable[[StreamState], float | None]], ...] = (
    ("lag_seconds", "Time since the newest row that is proven to be copied", lambda state: state.lag),
    ("behind_seconds", "Newest row of the source less the watermark, at the last run", lambda state: state.behind),
    ("watermark_timestamp_seconds", "Everything before it is copied", lambda state: state.watermark_epoch),
    ("mismatched_windows", "Windows whose last comparison left a difference", lambda state: state.mismatched),
    ("quarantine_open", "Rejected rows nobody has put right", lambda state: state.quarantined),
    ("collapsed_rows", "Rows of the source that gave way to another one with their key", lambda state: state.collapsed),
    ("future_rows", "Rows of the source too far ahead of the clock", lambda state: state.future),
    ("suspended", "Whether the log of the source's table is suspended", lambda state: state.suspended),
    ("consecutive_failures", "Runs that failed since the last good one", lambda state: state.failures),
    ("paused", "Whether somebody paused the stream", lambda state: state.paused_at is not None),
    ("waiting", "Whether the source was never reached", lambda state: state.failures > 0 and not state.reached),
    ("drift", "Changes of the source's columns seen last", lambda state: len(state.drift)),
    ("last_success_timestamp_seconds", "End of the last run that went well", lambda state: state.last_success),
)
# name, shown name, help, labels, and their values that every stream has from the beginning: what a counter counts
# first is no increase where it was not 0 before.
_COUNTERS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("rows", "rows", "Rows by what became of them", ("result",), COUNTED_ROWS),
    ("bytes", "bytes", "Bytes received from the source", (), ("",)),
    ("runs", "runs", "Runs by mode and how they ended", ("mode", "result"), FIRST_RUNS),
    ("retries", "retries", "Calls made again", ("side",), ("source", "target")),
    ("mismatches", "mismatches", "Windows found different", (), ("",)),
    ("rounded", "rounded_values", "Numbers that lost digits to the scale of their column", (), ("",)),
)


class SyncMetrics(Collector):
    """`<prefix>sync_…`; without values while there is no database."""

    def __init__(self, database: Database, streams: Iterable[Stream], prefix: str) -> None:
        self._database, self._names, self._prefix = database, [stream.name for stream in streams], prefix + "sync_"
        self._lock = Lock()
        self._read_at = -KEPT_SECONDS
        self._rows: tuple[dict[str, StreamState], list[Counter]] | None = None

    def collect(self) -> Iterator[Metric]:
        current = self._current()
        if current is None:
            return
        states, counters = current
        for name, text, value in _GAUGES:
            yield self._gauge(name, text, [(state.stream, value(state)) for state in states.values()])
        never = [(name, float(name not in states or states[name].last_success is None)) for name in self._names]
        yield self._gauge("never_copied", "Whether no run ever went well", never)
        for name, shown, text, labels, first in _COUNTERS:
            family = CounterMetricFamily(self._prefix + shown, text, labels=("stream", *labels))
            amounts = {(stream, label): 0.0 for stream in self._names for label in first}
            amounts |= {(stream, label): amount for stream, counted, label, amount in counters if counted == name}
            for (stream, label), amount in amounts.items():
                family.add_metric([stream, *_split(label, len(labels))], amount)
            yield family
        yield self._durations(counters)

    def _gauge(self, name: str, text: str, values: Sequence[tuple[str, float | None]]) -> Metric:
        family = GaugeMetricFamily(self._prefix + name, text, labels=("stream",))
        for stream, amount in values:
            if amount is not None:
                family.add_metric([stream], amount)
        return family

    def _durations(self, counters: Iterable[Counter]) -> Metric:
        """Sum and count of seconds by mode, as a summary without quantiles."""
        family = SummaryMetricFamily(self._prefix + "run_duration_seconds", "Time of runs", labels=("stream", "mode"))
        rows = list(counters)
        for stream, name, mode, seconds in rows:
            if name == "run_seconds":
                times = sum(row[3] for row in rows if row[0] == stream and row[1] == "runs" and row[2].startswith(mode))
                family.add_metric([stream, mode], int(times), seconds)
        return family

    def _current(self) -> tuple[dict[str, StreamState], list[Counter]] | None:
        with self._lock:
            if monotonic() - self._read_at >= KEPT_SECONDS:
                self._read_at = monotonic()
                try:
                    with self._database.read() as connection:
                        self._rows = (
                            select_states(connection, self._names),
                            select_counters(connection, self._names),
                        )
                except (AppError, psycopg2.Error) as error:
                    log.warning("metrics cannot be read", extra={"error": type(error).__name__})
            return self._rows


def write_text_file(collector: SyncMetrics, path: Path) -> None:
    """The metrics as a file for a text-file collector, never half written."""
    registry = CollectorRegistry()
    registry.register(collector)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(generate_latest(registry))
    temporary.replace(path)


def _split(label: str, parts: int) -> list[str]:
    return label.split(",") if parts else []
