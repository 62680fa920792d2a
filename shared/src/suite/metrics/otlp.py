"""The metrics of /metrics as OpenTelemetry's SDK exports them. Imported only where OTEL_METRICS_EXPORTER is otlp."""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import time_ns

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricExportResult,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.samples import Sample

from suite import VERSION
from suite.metrics.families import ServiceMetrics
from suite.metrics.multiprocess import collect, metrics_folder
from suite.tracing.resource import resource_of

_SCOPE = InstrumentationScope("suite.metrics", VERSION)
_CUMULATIVE = AggregationTemporality.CUMULATIVE
_LOCK = "otlp"
_NOISY = "opentelemetry.exporter.otlp"


class MetricsPush:
    """Sends the metrics of all workers again and again; of several workers one does, until it ends."""

    def __init__(self, metrics: ServiceMetrics, environment: str, seconds: float) -> None:
        logging.getLogger(_NOISY).setLevel(logging.CRITICAL)
        self._metrics, self._seconds = metrics, seconds
        self._resource = resource_of(metrics.service, environment)
        self._started = time_ns()
        self._stopped = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin, in the process that serves."""
        self._thread = Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End after what is being sent; whether it did in time."""
        self._stopped.set()
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def export(self, exporter: OTLPMetricExporter) -> bool:
        """Send what there is now; whether the collector took it."""
        now = time_ns()
        families = collect(metrics_folder(), self._metrics.registry)
        made = [metric_of(family, self._started, now) for family in families]
        scope = ScopeMetrics(_SCOPE, [metric for metric in made if metric is not None], "")
        try:
            data = MetricsData([ResourceMetrics(self._resource, [scope], "")])
            return exporter.export(data) is MetricExportResult.SUCCESS
        except Exception:
            logging.getLogger(__name__).debug("metrics could not be sent", exc_info=True)
            return False

    def _run(self) -> None:
        exporter = OTLPMetricExporter()
        lock: int | None = None
        while not self._stopped.wait(self._seconds):
            lock = lock if lock is not None else _lock(metrics_folder())
            if lock is not None:
                self.export(exporter)
        if lock is not None:
            self.export(exporter)
            os.close(lock)


def metric_of(family: Family, started: int, now: int) -> Metric | None:
    """A family in OpenTelemetry's words; None for a kind that it does not have."""
    data: Sum | Gauge | Histogram
    if family.type == "counter":
        points = [_number(sample, started, now) for sample in family.samples if sample.name.endswith("_total")]
        data = Sum(points, _CUMULATIVE, is_monotonic=True)
    elif family.type == "gauge":
        data = Gauge([_number(sample, started, now) for sample in family.samples])
    elif family.type == "histogram":
        data = Histogram(list(_histograms(family.samples, started, now)), _CUMULATIVE)
    else:
        return None
    return Metric(family.name, family.documentation, "", data)


def _number(sample: Sample, started: int, now: int) -> NumberDataPoint:
    return NumberDataPoint(dict(sample.labels), started, now, sample.value)


def _histograms(samples: Iterable[Sample], started: int, now: int) -> Iterator[HistogramDataPoint]:
    """Buckets that count what is up to their bound, as Prometheus has them, become such that count their own."""
    counts: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
    sums: dict[tuple[tuple[str, str], ...], float] = {}
    for sample in samples:
        labels = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
        if sample.name.endswith("_bucket"):
            counts.setdefault(labels, []).append((float(sample.labels["le"]), sample.value))
        elif sample.name.endswith("_sum"):
            sums[labels] = sample.value
    for labels, buckets in counts.items():
        buckets.sort()
        below = [0.0, *(count for _, count in buckets[:-1])]
        yield HistogramDataPoint(
            attributes=dict(labels),
            start_time_unix_nano=started,
            time_unix_nano=now,
            count=int(buckets[-1][1]),
            sum=sums.get(labels, 0.0),
            bucket_counts=[int(count - before) for (_, count), before in zip(buckets, below, strict=True)],
            explicit_bounds=[bound for bound, _ in buckets[:-1]],
            min=None,  # type: ignore[arg-type]
            max=None,  # type: ignore[arg-type]
        )


def _lock(folder: Path | None) -> int | None:
    """A lock that one of the workers has; a process without a folder is the only one."""
    descriptor = os.open(os.devnull if folder is None else folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if folder is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
