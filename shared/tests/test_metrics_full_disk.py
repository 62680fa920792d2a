"""A disk without space ends no process that counts; the counts reach the disk when it has space again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics

from suite.metrics.multiprocess import VARIABLE, fold_ended_worker, prepare_folder, render
from suite.metrics.reserved import ReservedDict
from suite.metrics.window import LatencyWindow

COUNT = """
import os, sys
import suite.metrics
from prometheus_client import CollectorRegistry, Counter
from suite.metrics.reserved import RETRY_SECONDS
from suite.metrics.window import LatencyWindow
from pathlib import Path
requests = Counter("requests", "Requests", ["route"], registry=CollectorRegistry())
window = LatencyWindow(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
for number in range(2_000):
    requests.labels(str(number % 700)).inc()
    window.observe(0.01, failed=False)
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a file system needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def folder(disk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = disk / "metrics"
    monkeypatch.setenv(VARIABLE, str(folder))
    prepare_folder(folder)
    return folder


def fill(disk: Path) -> Path:
    path = disk / "ballast"
    with path.open("wb", buffering=0) as ballast:
        while True:
            try:
                ballast.write(b"x" * 4_096)
            except OSError:
                return path


def count() -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", COUNT], env=dict(os.environ), capture_output=True)


def test_a_worker_that_starts_on_a_full_disk_counts_for_itself(disk: Path, folder: Path) -> None:
    fill(disk)
    done = count()
    assert done.returncode == 0, signal.Signals(-done.returncode) if done.returncode < 0 else done.stderr.decode()


def test_files_that_grow_into_a_full_disk_end_nobody(disk: Path, folder: Path) -> None:
    # The first 64 kB fit, 700 children of a counter do not.
    (disk / "other").write_bytes(b"x" * 90_000)
    done = count()
    assert done.returncode == 0, done
    assert b'requests_total{route="1"}' in shown(folder)


def test_what_was_counted_in_memory_moves_to_the_disk(
    disk: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suite.metrics.reserved.RETRY_SECONDS", 0)
    ballast = fill(disk)
    counted = ReservedDict(str(folder / "counter_1.db"))
    counted.write_value("a", 1, 0)
    counted.write_value("a", 2, 0)
    assert not counted.stored
    ballast.unlink()
    counted.write_value("a", 3, 0)
    assert counted.stored
    assert ReservedDict(str(folder / "counter_1.db")).read_value("a") == (3, 0)  # type: ignore[no-untyped-call]


def test_an_ended_worker_is_counted_once_whatever_the_disk(disk: Path, folder: Path) -> None:
    ended = ReservedDict(str(folder / "counter_2000000000.db"))
    for number in range(700):
        ended.write_value(f'["requests", "requests_total", {{"route": "{number}"}}, "Requests"]', 1, 0)
    ended.close()
    ballast = fill(disk)
    fold_ended_worker(folder, 2_000_000_000)
    assert (folder / "counter_2000000000.db").exists()
    assert total(folder) == 700
    ballast.unlink()
    fold_ended_worker(folder, 1_999_999_999)
    assert not (folder / "counter_2000000000.db").exists()
    assert total(folder) == 700


def total(folder: Path) -> float:
    lines = shown(folder).decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("requests_total{"))


def test_a_service_starts_where_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    prepare_folder(tmp_path / "file" / "metrics")
    LatencyWindow(tmp_path / "file" / "metrics").observe(0.1, failed=False)
    assert shown(tmp_path / "file" / "metrics") == b""


def shown(folder: Path) -> bytes:
    """The text of /metrics."""
    exporter = PrometheusMetrics(None, path=None, export_defaults=False, registry=CollectorRegistry())
    return render(folder, exporter, CollectorRegistry())
