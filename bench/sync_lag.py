"""How late rows arrive while both sides are compared: python -m bench.sync_lag [--seconds N] [--rows N].

A QuestDB takes 1 000 rows a second by its line protocol; the worker copies in its loop and compares every row of the
newest seven days again and again meanwhile. Twice a second the newest row of the target is looked at from outside.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep, time_ns
from typing import Any

import psycopg2
import requests
from psycopg2.extensions import cursor as Cursor

from suite.environment import find_root
from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import free_port, prepared_cluster
from suite_ops.processes.patience import wait_until
from suite_ops.questdb.load import TABLE, count_rows, load_signals
from suite_ops.questdb.server import QuestDbServer, fetch_jar
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.sync_worker import sync_environment

RATE = 1_000
WANTED_SECONDS = 10.0
# A comparison begins as soon as the one before has ended, and reads every row.
RECONCILE = {"every": "1s", "lookback": "7d", "deep": "always", "deep_every": "1s"}
LINE = (
    'source=questdb,symbol=SYM{symbol},direction=BUY signal_id="live-{number}",confidence=1.5,price=2.5,volume=7i {at}'
)
NEWEST = "SELECT max(created_at) FROM market.trading_signals"
ARRIVED = "SELECT EXISTS (SELECT FROM market.trading_signals WHERE signal_id LIKE 'live-%')"
ARRIVAL_SECONDS = 120
COMPARED = "SELECT count(*), sum(count) FROM sync.windows WHERE rows_at > %s"


def main(arguments: list[str]) -> int:
    """Measure and print; 1 when the 95th percentile is later than wanted."""
    parser = argparse.ArgumentParser(prog="python -m bench.sync_lag", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--rows", type=int, default=1_000_000, help="there before, compared again and again")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    root = find_root()
    with tempfile.TemporaryDirectory() as name, prepared_cluster(find_binaries("embedded")) as (cluster, passwords):
        folder, database = Path(name), TestCluster(cluster, passwords).clone("db-sync-worker", "sync")
        server = QuestDbServer(folder / "questdb", free_port(), fetch_jar(root / "var" / "questdb" / "lib"))
        server.start()
        try:
            load_signals(server.url, options.rows, datetime.now(UTC))
            environment = sync_environment(database, server.url, folder / "streams.yaml", reconcile=RECONCILE)
            subprocess.run([*WORKER, "--once", "--quiet"], env=environment, check=True)
            with running_loop(environment), written(server.url) as sent:
                lags, windows, rows = watch(database, options.seconds)
            print(f"{sent[0]} rows written in {options.seconds} s, {count_rows(server.url)} in the source")
        finally:
            server.stop()
    late = sorted(lags)
    p50, p95 = late[len(late) // 2], late[int(len(late) * 0.95)]
    print(f"lag p50 {p50:.1f} s, p95 {p95:.1f} s (wanted {WANTED_SECONDS:g}), largest {late[-1]:.1f} s")
    print(
        f"compared row by row meanwhile: {windows} windows, {rows} rows; load of the machine {os.getloadavg()[0]:.1f}"
    )
    return 0 if p95 <= WANTED_SECONDS and windows else 1


WORKER = (sys.executable, "-m", "db_sync_worker")


@contextmanager
def running_loop(environment: dict[str, str]) -> Iterator[None]:
    """The worker's loop, ended after the block."""
    process = subprocess.Popen([*WORKER, "--loop", "--interval", "2", "--quiet"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def written(url: str) -> Iterator[list[int]]:
    """RATE rows a second during the block, ten times a second a tenth of them; how many were sent."""
    done, sent = Event(), [0]

    def write() -> None:
        with requests.Session() as session:
            session.trust_env = False
            due = monotonic()
            while not done.is_set():
                numbers = range(sent[0], sent[0] + RATE // 10)
                lines = [f"{TABLE},{LINE.format(symbol=n % 200, number=n, at=time_ns())}" for n in numbers]
                session.post(f"{url}/write", data="\n".join(lines) + "\n", timeout=30).raise_for_status()
                sent[0] += len(lines)
                due += 0.1
                sleep(max(0.0, due - monotonic()))

    thread = Thread(target=write)
    thread.start()
    try:
        yield sent
    finally:
        done.set()
        thread.join()


def watch(database: TestDatabase, seconds: int) -> tuple[list[float], int, int]:
    """Seconds since the newest row of the target, twice a second; windows and rows compared deeply meanwhile."""
    begin, lags = datetime.now(UTC), []
    with closing(psycopg2.connect(database.dsn())) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        # Before the first of them the newest row is as old as the preparation took.
        if not wait_until(lambda: _one(cursor, ARRIVED), ARRIVAL_SECONDS):
            raise RuntimeError("no row written during the measurement arrived")
        until = monotonic() + seconds
        while monotonic() < until:
            lags.append((datetime.now(UTC) - _one(cursor, NEWEST)).total_seconds())
            sleep(0.5)
        cursor.execute(COMPARED, (begin,))
        [(windows, rows)] = cursor.fetchall()
        return lags, windows, int(rows or 0)


def _one(cursor: Cursor, statement: str) -> Any:
    cursor.execute(statement)
    return cursor.fetchall()[0][0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
