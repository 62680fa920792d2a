"""kill -9 at random moments of a load: every start goes on, nothing is lost, nothing is doubled."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psutil
import pytest
from sync_bench import DAY, Bench, signals
from worker_process import environment_of

from suite_ops.questdb.load import TABLE, execute, load_signals
from suite_testing.databases import TestDatabase

COMMAND = (sys.executable, "-m", "db_sync_worker", "--once", "--quiet")
LONGEST_LIFE_SECONDS = 2.5
MAX_RESIDENT_BYTES = 200 * 1_048_576


@pytest.fixture
def rows() -> int:
    """How many; a million with SYNC_KILL_ROWS=1000000."""
    return int(os.environ.get("SYNC_KILL_ROWS", "150000"))


@pytest.fixture
def kills(pytestconfig: pytest.Config) -> int:
    """How many moments; fewer on another PostgreSQL. SYNC_KILLS=50 for all."""
    return int(os.environ.get("SYNC_KILLS", "12" if pytestconfig.getoption("postgres") == "embedded" else "3"))


def source_behind(url: str, watermark: datetime) -> int:
    moment = watermark.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return int(execute(url, f"SELECT count() FROM {TABLE} WHERE created_at < '{moment}'")["dataset"][0][0])


def check_watermark(bench: Bench, url: str) -> None:
    """Everything the source has before the watermark is in the target, and no key is there twice."""
    found = bench.rows("SELECT last_synced FROM sync_control WHERE isfinite(last_synced)")
    if not found:
        return
    (watermark,) = found[0]
    stored, keys = bench.rows(
        "SELECT count(*), count(DISTINCT (signal_id, created_at)) FROM market.trading_signals WHERE created_at < %s",
        watermark,
    )[0]
    assert stored == keys == source_behind(url, watermark)


def run_until(moment: float, environment: dict[str, str]) -> int | None:
    """Start the worker and kill it after `moment` seconds; its status when it was faster."""
    process = subprocess.Popen(COMMAND, env=environment)
    try:
        return process.wait(moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return None


def test_a_load_that_is_killed_again_and_again_ends_equal(
    real_bench: Bench, questdb: str, database: TestDatabase, rows: int, kills: int
) -> None:
    load_signals(questdb, rows, DAY)
    environment = environment_of(database, questdb, batch_rows=5_000)
    seed = int(os.environ.get("SYNC_KILL_SEED", random.SystemRandom().randrange(2**32)))
    dice = random.Random(seed)
    killed = 0
    while killed < kills:
        if run_until(dice.uniform(0.3, LONGEST_LIFE_SECONDS), environment) is None:
            killed += 1
            check_watermark(real_bench, questdb)
        else:
            # Faster than its death: from the beginning again.
            real_bench.rows("TRUNCATE sync_control, market.trading_signals")
    assert run_until(600, environment) == 0, f"SYNC_KILL_SEED={seed}"
    assert real_bench.value("SELECT count(*) FROM market.trading_signals") == rows, f"SYNC_KILL_SEED={seed}"
    check_watermark(real_bench, questdb)
    report = real_bench.reconcile(signals(), deep=True)
    assert report["equal"] == report["windows"] > 20, f"SYNC_KILL_SEED={seed}"
    assert real_bench.value("SELECT count(*) FROM runs WHERE status = 'running'") == 0


def test_a_load_stays_below_two_hundred_mebibytes(
    real_bench: Bench, questdb: str, database: TestDatabase, rows: int
) -> None:
    load_signals(questdb, rows, DAY)
    process = subprocess.Popen(COMMAND, env=environment_of(database, questdb))
    highest = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        highest = max(highest, resident(watched))
        wait_a_moment(process.wait)
    assert process.returncode == 0
    assert real_bench.value("SELECT count(*) FROM market.trading_signals") == rows
    assert 20 * 1_048_576 < highest < MAX_RESIDENT_BYTES


def resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def wait_a_moment(wait: Callable[[float], Any]) -> None:
    try:
        wait(0.05)
    except subprocess.TimeoutExpired:
        return
