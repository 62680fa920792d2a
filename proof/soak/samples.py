"""What the suite holds at a moment."""

from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from time import monotonic

import psutil

from proof.suite import Suite

CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"


@dataclass(frozen=True)
class Sample:
    """`moment` in monotonic seconds; the rest is what must not grow."""

    moment: float
    rss_mb: float
    descriptors: float
    connections: float
    metric_files: float
    log_free_disk_mb: float

    @classmethod
    def figures(cls) -> list[str]:
        """Names of what is counted."""
        return [field.name for field in fields(cls) if field.name != "moment"]


def take_sample(suite: Suite) -> Sample:
    """Everything as it is now; the disk without logs and the write-ahead log, which come and go."""
    processes = [*suite.masters(), *suite.workers()]
    rss = descriptors = 0
    for process in processes:
        with suppress(psutil.Error):
            rss += process.memory_info().rss
            descriptors += process.num_fds()
    metric_files = sum(1 for _ in suite.disk.rglob("*.db"))
    connections = int(suite.sql(CONNECTIONS)[0][0])
    return Sample(
        monotonic(), rss / 2**20, float(descriptors), float(connections), float(metric_files), _disk_mb(suite.disk)
    )


def _disk_mb(folder: Path) -> float:
    total = 0
    for path in folder.rglob("*"):
        if path.suffix != ".log" and "pg_wal" not in path.parts:
            with suppress(OSError):
                total += path.lstat().st_blocks * 512
    return total / 2**20
