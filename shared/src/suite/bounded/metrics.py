"""How much bounded work there is and how it ends."""

from typing import TYPE_CHECKING

from suite.bounded.work import Bounded

if TYPE_CHECKING:  # the child imports this package too
    from suite.http.service import Service
    from suite.metrics.families import ServiceMetrics


class BoundedMeter:
    """bounded_tasks_total by result, bounded_running and bounded_waiting, all by work."""

    def __init__(self, metrics: "ServiceMetrics") -> None:
        self._service = metrics.service
        self._tasks = metrics.counter("bounded_tasks", "Work with limits, by how it ended", "work", "result")
        self._running = metrics.gauge("bounded_running", "Work with limits that is computed", "work")
        self._waiting = metrics.gauge("bounded_waiting", "Work with limits that waits for its turn", "work")

    def count(self, work: str, result: str) -> None:
        """One task: ok, failed, refused (queue full), late (out of time), costly (out of memory or CPU), left."""
        self._tasks.labels(self._service, work, result).inc()

    def set_load(self, work: str, running: int, waiting: int) -> None:
        """How many are computed and how many wait in this process."""
        self._running.labels(self._service, work).set(running)
        self._waiting.labels(self._service, work).set(waiting)


def attach_bounded(service: "Service", *works: Bounded) -> None:
    """Count what becomes of the works' tasks, and end their children with the service's process."""
    meter = BoundedMeter(service.metrics)
    for work in works:
        work.meter = meter
        service.background.append(work)
