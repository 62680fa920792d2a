"""One private folder of metric files a service, kept correct while workers come and go.

prometheus_client maps a file per process and metric type and adds them up. Files of ended workers must stay, or
counters would fall, and must not pile up: they are folded into one file, under a lock that readers share.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.openmetrics import exposition as openmetrics

from suite.metrics.exemplars import END, OPENMETRICS
from suite.metrics.reserved import ReservedDict
from suite.metrics.window import is_running, prune_windows, window_file

if TYPE_CHECKING:
    from prometheus_flask_exporter import PrometheusMetrics

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_ADDED_UP = ("counter", "histogram", "summary")
_FOLDED = "ended"
_LOCK = "lock"


def metrics_folder() -> Path | None:
    """The folder of this process's service, None outside gunicorn."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else None


def prepare_folder(folder: Path) -> None:
    """Empty the folder; before any metric is made. A service starts without one where the disk takes no folder."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.mkdir(parents=True, mode=0o700)
        (folder / _LOCK).touch(0o600)


def forget_process(folder: Path, pid: int) -> None:
    """Drop the files of a process that made metrics and counts nothing: the one that workers are forked from."""
    for path in (*folder.glob(f"*_{pid}.db"), window_file(folder, pid)):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def fold_ended_worker(folder: Path, pid: int) -> None:
    """Add the counters of ended workers to the file of ended workers and drop the gauges of this one.

    On a full disk the files stay and count as they are, until the next worker ends.
    """
    with suppress(OSError), _locked(folder, fcntl.LOCK_EX):
        for gauge in folder.glob(f"gauge_*_{pid}.db"):
            gauge.unlink()
        prune_windows(folder)
        for kind in _ADDED_UP:
            for ended in folder.glob(f"{kind}_*.db"):
                owner = ended.stem.rpartition("_")[2]
                if owner == str(pid) or (owner.isdecimal() and not is_running(int(owner))):
                    _fold(ended, folder / f"{kind}_{_FOLDED}.db")


def render(folder: Path | None, exporter: "PrometheusMetrics", extra: CollectorRegistry) -> bytes:
    """Prometheus text of all workers (or of this process alone where they share no folder), then of `extra`."""
    if folder is None or not folder.is_dir():
        return generate_latest(exporter.registry) + generate_latest(extra)
    with _locked(folder, fcntl.LOCK_SH):
        text: str = exporter.generate_metrics()[0]
    return text.encode() + generate_latest(extra)


def render_openmetrics(folder: Path | None, exporter: "PrometheusMetrics", extra: CollectorRegistry) -> str:
    """The same in the form of OpenMetrics."""
    if folder is None or not folder.is_dir():
        text: str = openmetrics.generate_latest(exporter.registry).decode()  # type: ignore[no-untyped-call]
    else:
        with _locked(folder, fcntl.LOCK_SH):
            text = exporter.generate_metrics(OPENMETRICS)[0]
    rest: str = openmetrics.generate_latest(extra).decode()  # type: ignore[no-untyped-call]
    return text.removesuffix(END) + rest


def collect(folder: Path | None, registry: CollectorRegistry) -> list[Metric]:
    """The families of all workers, or of this process alone where they share no folder."""
    if folder is None or not folder.is_dir():
        return list(registry.collect())
    joined = CollectorRegistry()
    MultiProcessCollector(joined, path=str(folder))  # type: ignore[no-untyped-call]
    with _locked(folder, fcntl.LOCK_SH):
        return list(joined.collect())


def _fold(ended: Path, target: Path) -> None:
    found = list(ReservedDict.read_all_values_from_file(str(ended)))
    sums = ReservedDict(str(target))
    try:
        # Room for every key first: what is added by half would be counted twice.
        current = {key: sums.read_value(key) for key, *_ in found}  # type: ignore[no-untyped-call]
        if sums.stored:
            for key, value, _timestamp, _position in found:
                sums.write_value(key, current[key][0] + value, current[key][1])
            ended.unlink()
    finally:
        sums.close()


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
