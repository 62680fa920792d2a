"""What processes cost: processor seconds and resident memory."""

import contextlib
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Usage:
    """Processor seconds of a process tree since it started, and bytes of resident memory of each child."""

    cpu_seconds: float
    children_rss: tuple[int, ...]

    def worker_rss(self, workers: int) -> float:
        """Mean bytes of the `workers` largest children: the ones that serve."""
        largest = sorted(self.children_rss, reverse=True)[:workers]
        return sum(largest) / len(largest) if largest else 0.0


def measure_usage(parent: psutil.Process) -> Usage:
    """Add up `parent` and its living descendants; children that ended are in their parents' own sums."""
    cpu_seconds = 0.0
    rss: list[int] = []
    for process in (parent, *parent.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            cpu_seconds += times.user + times.system + times.children_user + times.children_system
            if process != parent:
                rss.append(process.memory_info().rss)
    return Usage(cpu_seconds, tuple(rss))
