"""One private folder of metric files a service, kept correct while workers come and go.

prometheus_client maps a file per process and metric type and adds them up. Files of ended workers must stay, or
counters would fall, and must not pile up: they are folded into one file, under a lock that readers share.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from suite.metrics.window import prune_windows

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_ADDED_UP = ("counter", "histogram", "summary")
_FOLDED = "ended"


def metrics_folder() -> Path | None:
    """The folder of this process's service, None outside gunicorn."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else None


def prepare_folder(folder: Path) -> None:
    """Empty the folder; before any metric is made."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)


def fold_ended_worker(folder: Path, pid: int) -> None:
    """Add the counters of an ended worker to the file of ended workers and drop its gauges."""
    with _locked(folder, fcntl.LOCK_EX):
        for kind in _ADDED_UP:
            ended = folder / f"{kind}_{pid}.db"
            if ended.exists():
                _fold(ended, folder / f"{kind}_{_FOLDED}.db")
        for gauge in folder.glob(f"gauge_*_{pid}.db"):
            gauge.unlink()
        prune_windows(folder)


def render(folder: Path | None, registry: CollectorRegistry, extra: CollectorRegistry) -> bytes:
    """Prometheus text of all workers (or of `registry` alone outside gunicorn), then of `extra`."""
    if folder is None:
        return generate_latest(registry) + generate_latest(extra)
    joined = CollectorRegistry()
    MultiProcessCollector(joined, path=str(folder))  # type: ignore[no-untyped-call]
    with _locked(folder, fcntl.LOCK_SH):
        return generate_latest(joined) + generate_latest(extra)


def _fold(ended: Path, target: Path) -> None:
    sums = MmapedDict(str(target))  # type: ignore[no-untyped-call]
    try:
        for key, value, _timestamp, _position in MmapedDict.read_all_values_from_file(str(ended)):  # type: ignore[no-untyped-call]
            current, timestamp = sums.read_value(key)  # type: ignore[no-untyped-call]
            sums.write_value(key, current + value, timestamp)  # type: ignore[no-untyped-call]
    finally:
        sums.close()  # type: ignore[no-untyped-call]
    ended.unlink()


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
