"""Counters of several processes, of which some have ended."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from prometheus_flask_exporter import PrometheusMetrics

from suite.metrics.multiprocess import VARIABLE, fold_ended_worker, metrics_folder, prepare_folder, render

COUNT = """
import os, signal, sys
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
registry = CollectorRegistry()
requests = Counter("requests", "Requests", ["route"], registry=registry)
seconds = Histogram("seconds", "Seconds", registry=registry, buckets=(0.1, 1))
used = Gauge("used", "Used", registry=registry, multiprocess_mode="livesum")
for _ in range(int(sys.argv[1])):
    requests.labels("/a").inc()
    seconds.observe(0.5)
used.set(2)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "metrics"
    monkeypatch.setenv(VARIABLE, str(folder))
    prepare_folder(folder)
    return folder


def count_and_die(requests: int) -> int:
    """A worker that counts and is killed; its process id."""
    worker = subprocess.Popen([sys.executable, "-c", COUNT, str(requests)])
    assert worker.wait() == -signal.SIGKILL
    return worker.pid


def values(folder: Path) -> dict[str, float]:
    exporter = PrometheusMetrics(None, path=None, export_defaults=False, registry=CollectorRegistry())
    text = render(folder, exporter, CollectorRegistry()).decode()
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.labels.get("le") in (None, "1.0")
    }


def test_the_folder_is_private_and_empty(folder: Path) -> None:
    (folder / "counter_1.db").write_bytes(b"old")
    prepare_folder(folder)
    assert [path.name for path in folder.iterdir()] == ["lock"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert metrics_folder() == folder


def test_what_ended_workers_counted_stays(folder: Path) -> None:
    for number in range(1, 4):
        pid = count_and_die(10)
        before = values(folder)
        fold_ended_worker(folder, pid)
        after = values(folder)
        assert after["requests_total"] == before["requests_total"] == 10 * number
        assert after["seconds_count"] == after["seconds_bucket"] == 10 * number
        assert after["seconds_sum"] == 5.0 * number
    names = {path.name for path in folder.iterdir()}
    assert names == {"counter_ended.db", "histogram_ended.db", "lock"}


def test_what_an_ended_worker_held_is_gone(folder: Path) -> None:
    pid = count_and_die(1)
    assert values(folder)["used"] == 2
    fold_ended_worker(folder, pid)
    assert "used" not in values(folder)


def test_folding_a_worker_that_left_nothing_changes_nothing(folder: Path) -> None:
    fold_ended_worker(folder, count_and_die(3))
    before = values(folder)
    fold_ended_worker(folder, 2**22 + 1)
    assert values(folder) == before


def test_a_reader_never_sees_a_total_fall_or_double(folder: Path) -> None:
    pids = [count_and_die(5) for _ in range(4)]
    seen: set[float] = set()
    folding = threading.Event()

    def read() -> None:
        while not folding.is_set():
            seen.add(values(folder)["requests_total"])

    reader = threading.Thread(target=read)
    reader.start()
    for pid in pids:
        fold_ended_worker(folder, pid)
    folding.set()
    reader.join()
    assert seen <= {20.0}
    assert values(folder)["requests_total"] == 20


FORKED = """
import os
from prometheus_client import Counter
import suite.metrics
counter = Counter("asked", "asked")
counter.inc()
if os.fork() == 0:
    os.getpid, own = None, os.getpid()
    counter.inc(5)
    print(own, counter._value.get())
    os._exit(0)
os.wait()
print(os.getpid(), counter._value.get())
"""


def test_a_forked_process_counts_in_a_file_of_its_own_without_asking_who_it_is(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-uc", FORKED], env=environment, capture_output=True, text=True, check=True)
    (child, of_child), (parent, of_parent) = (line.split() for line in done.stdout.splitlines())
    assert (of_child, of_parent) == ("5.0", "1.0")
    assert {path.name for path in tmp_path.glob("*.db")} == {f"counter_{pid}.db" for pid in (child, parent)}
