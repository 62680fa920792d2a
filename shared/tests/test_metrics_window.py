"""Requests of the last five minutes, over all workers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from suite.metrics import window as windows
from suite.metrics.window import SLOT_SECONDS, WINDOW_SECONDS, LatencyWindow, prune_windows

OBSERVE_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from suite.metrics.window import LatencyWindow
window = LatencyWindow(Path(sys.argv[1]))
for _ in range(5):
    window.observe(0.2, failed=True)
"""


class Clock:
    """The time of day, moved by hand."""

    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(windows, "time", clock)
    return clock


def test_without_requests_there_are_no_percentiles() -> None:
    summary = LatencyWindow(None).summary()
    assert (summary.requests, summary.errors, summary.p50_ms, summary.p99_ms) == (0, 0, None, None)


@pytest.mark.parametrize("milliseconds", [0.1, 1, 7.3, 42, 350, 2_900, 30_000])
def test_a_percentile_is_within_ten_percent(milliseconds: float) -> None:
    window = LatencyWindow(None)
    for _ in range(10):
        window.observe(milliseconds / 1000, failed=False)
    summary = window.summary()
    assert summary.p50_ms == pytest.approx(milliseconds, rel=0.1)
    assert summary.p99_ms == summary.p50_ms


def test_percentiles_part_the_requests(clock: Clock) -> None:
    window = LatencyWindow(None)
    for number in range(1, 101):
        window.observe(number / 1000, failed=number > 97)
    summary = window.summary()
    assert (summary.requests, summary.errors) == (100, 3)
    assert summary.p50_ms == pytest.approx(50, rel=0.1)
    assert summary.p95_ms == pytest.approx(95, rel=0.1)
    assert summary.p99_ms == pytest.approx(99, rel=0.1)


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 59.0, 3_600.0])
def test_no_latency_is_too_short_or_too_long(seconds: float) -> None:
    window = LatencyWindow(None)
    window.observe(seconds, failed=False)
    assert window.summary().requests == 1


def test_requests_leave_the_window_with_time(clock: Clock) -> None:
    window = LatencyWindow(None)
    window.observe(0.01, failed=True)
    clock.now += WINDOW_SECONDS - SLOT_SECONDS
    window.observe(0.01, failed=False)
    assert window.summary().requests == 2
    clock.now += 2 * SLOT_SECONDS
    assert (window.summary().requests, window.summary().errors) == (1, 0)
    clock.now += WINDOW_SECONDS + SLOT_SECONDS
    assert window.summary().requests == 0


def test_a_slot_that_comes_round_again_starts_empty(clock: Clock) -> None:
    window = LatencyWindow(None)
    for _ in range(3):
        window.observe(0.01, failed=False)
        clock.now += windows.SLOTS * SLOT_SECONDS
    assert window.summary().requests == 0
    window.observe(0.01, failed=False)
    assert window.summary().requests == 1


def test_workers_add_up(tmp_path: Path) -> None:
    window = LatencyWindow(tmp_path)
    window.observe(0.01, failed=False)
    subprocess.run([sys.executable, "-c", OBSERVE_IN_ANOTHER_PROCESS, str(tmp_path)], check=True)
    summary = window.summary()
    assert (summary.requests, summary.errors) == (6, 5)


def test_files_of_ended_workers_are_dropped_when_they_tell_nothing_any_more(tmp_path: Path) -> None:
    own = LatencyWindow(tmp_path)
    own.observe(0.01, failed=False)
    ended = subprocess.Popen([sys.executable, "-c", OBSERVE_IN_ANOTHER_PROCESS, str(tmp_path)])
    ended.wait()
    left = tmp_path / f"window_{ended.pid}"
    prune_windows(tmp_path)
    assert left.exists()
    long_ago = left.stat().st_mtime - WINDOW_SECONDS - 60
    os.utime(left, (long_ago, long_ago))
    prune_windows(tmp_path)
    assert not left.exists()
    assert own.summary().requests == 1
