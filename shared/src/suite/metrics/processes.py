"""What the operating system says about a service: its gunicorn master and workers together."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from time import time

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from suite.metrics.multiprocess import metrics_folder

Family = type[CounterMetricFamily] | type[GaugeMetricFamily]


@dataclass(frozen=True)
class ServiceProcesses:
    """Sums over the processes; CPU includes workers that have ended, so it never falls."""

    workers: int
    resident_bytes: int
    cpu_seconds: float
    open_files: int
    started_at: float


def service_processes() -> ServiceProcesses:
    """The processes of this service: under gunicorn the parent and its children, else this process."""
    # With the first scrape: 3 MB of a process that nobody scrapes.
    import psutil

    here = psutil.Process()
    master = here if metrics_folder() is None else psutil.Process(os.getppid())
    workers = [] if master is here else master.children()
    times = master.cpu_times()
    cpu = times.user + times.system + times.children_user + times.children_system
    resident, files = master.memory_info().rss, master.num_fds()
    for worker in workers:
        try:
            own = worker.cpu_times()
            cpu += own.user + own.system
            resident += worker.memory_info().rss
            files += worker.num_fds()
        except psutil.NoSuchProcess:
            continue
    return ServiceProcesses(max(1, len(workers)), resident, cpu, files, master.create_time())


class ProcessCollector(Collector):
    """Process metrics of one service, read when scraped."""

    def __init__(self, service: str, prefix: str) -> None:
        self._service = service
        self._prefix = prefix

    def collect(self) -> Iterator[Metric]:
        seen = service_processes()
        yield self._family(
            GaugeMetricFamily, "process_resident_memory_bytes", "Resident memory", float(seen.resident_bytes)
        )
        yield self._family(CounterMetricFamily, "process_cpu_seconds", "CPU time in seconds", seen.cpu_seconds)
        yield self._family(GaugeMetricFamily, "process_open_fds", "Open file descriptors", float(seen.open_files))
        yield self._family(
            GaugeMetricFamily, "process_start_time_seconds", "Start as seconds since 1970", seen.started_at
        )
        yield self._family(GaugeMetricFamily, "uptime_seconds", "Time since start", time() - seen.started_at)

    def _family(self, kind: Family, name: str, help_text: str, value: float) -> Metric:
        family = kind(self._prefix + name, help_text, labels=["service"])
        family.add_metric([self._service], value)
        return family


def process_registry(service: str, prefix: str) -> CollectorRegistry:
    """A registry that holds only the process metrics."""
    registry = CollectorRegistry()
    registry.register(ProcessCollector(service, prefix))
    return registry
