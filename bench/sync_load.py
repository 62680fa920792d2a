"""How fast db-sync-worker loads: python -m bench.sync_load [--rows N] [--dlt-rows N] [--rounds R].

Append (into nothing) and upsert (every row again, half of them changed) of the same signals by the worker as a process,
by psql's \\copy of the same rows into a table with the same keys, and by a dlt pipeline. All sides in one run; medians.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
import psycopg2
import yaml

from suite.environment import find_root
from suite_ops.postgres_binaries import find_binaries
from suite_ops.questdb_load import load_signals
from suite_ops.questdb_server import QuestDbServer, fetch_jar
from suite_ops.throwaway import free_port, prepared_cluster
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.running import TEST_ENVIRONMENT

PSQL = "psql copy"
COLUMNS = "signal_id, source, symbol, direction, confidence, payload, created_at"


def main(arguments: list[str]) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.sync_load", description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--dlt-rows", type=int, default=20_000, help="0 leaves dlt out")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args(arguments)
    root = find_root()
    end = datetime.now(UTC)
    with (
        tempfile.TemporaryDirectory() as folder,
        prepared_cluster(find_binaries("embedded")) as (cluster, passwords),
    ):
        database = TestCluster(cluster, passwords).clone("db-sync-worker", "sync")
        server = QuestDbServer(Path(folder) / "questdb", free_port(), fetch_jar(root / "var" / "questdb" / "lib"))
        server.start()
        try:
            bench = Sides(root, Path(folder), database, server.url)
            load_signals(server.url, options.rows, end)
            rates = bench.measure(options.rows, options.rounds)
            if options.dlt_rows:
                load_signals(server.url, options.dlt_rows, end)
                rates |= bench.measure_dlt(options.dlt_rows)
        finally:
            server.stop()
    report(rates, bench.resident)
    return 0


class Sides:
    """What is compared, all against one PostgreSQL and one QuestDB."""

    def __init__(self, root: Path, folder: Path, database: TestDatabase, source: str) -> None:
        self._root, self._folder, self._database, self._source = root, folder, database, source
        self.resident = 0.0

    def measure(self, rows: int, rounds: int) -> dict[str, float]:
        """Rows a second by what was done, medians of the rounds."""
        taken: dict[str, list[float]] = {}
        for _ in range(rounds):
            self._sql("TRUNCATE market.trading_signals, sync.sync_control")
            self._note(taken, "worker append", rows, self._run_worker)
            self._export()
            self._note(taken, "worker upsert, unchanged", rows, self._run_worker_again)
            self._sql("UPDATE market.trading_signals SET symbol = 'OLD' WHERE hashtext(signal_id) % 2 = 0")
            self._note(taken, "worker upsert, half changed", rows, self._run_worker_again)
            self._sql("TRUNCATE market.trading_signals")
            self._note(taken, PSQL, rows, self._psql)
        return {name: median(values) for name, values in taken.items()}

    def measure_dlt(self, rows: int) -> dict[str, float]:
        """The same of dlt, over the rows the source has now."""
        folder = self._root / "var" / "bench-venv-dlt"
        python = folder / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "dlt[postgres]"], check=True)
        script = Path(__file__).with_name("dlt_pipeline.py")
        rates = {}
        for disposition in ("append", "merge"):
            command = [str(python), str(script), self._source, self._database.dsn(), disposition, str(self._folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            rates[f"dlt {disposition}"] = rows / float(done.stdout.split()[-1])
        return rates

    def _note(self, taken: dict[str, list[float]], name: str, rows: int, work: Callable[[], None]) -> None:
        started = perf_counter()
        work()
        taken.setdefault(name, []).append(rows / (perf_counter() - started))

    def _run_worker(self) -> None:
        self._worker("--once", "--quiet")

    def _run_worker_again(self) -> None:
        self._worker("--backfill", "2020-01-01", datetime.now(UTC).isoformat(), "--quiet")

    def _worker(self, *words: str) -> None:
        process = subprocess.Popen([sys.executable, "-m", "db_sync_worker", *words], env=self._environment())
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                self.resident = max(self.resident, watched.memory_info().rss / 1_048_576)
                process.wait(0.1)
            except (psutil.NoSuchProcess, subprocess.TimeoutExpired):
                continue
        if process.returncode:
            raise RuntimeError(f"the worker ended with {process.returncode}")

    def _environment(self) -> dict[str, str]:
        content = yaml.safe_load((self._root / "services/db-sync-worker/streams.yaml").read_text(encoding="utf-8"))
        content["streams"][0]["start"] = "min"
        file = self._folder / "streams.yaml"
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        variables = {
            "SUITE_ROOT": str(self._root),
            "DB_SYNC_DATABASE_URL": self._database.dsn("app_sync"),
            "QUESTDB_REST_URL": self._source,
            "DB_SYNC_STREAMS_FILE": str(file),
        }
        return {**os.environ, **TEST_ENVIRONMENT, **variables}

    def _export(self) -> None:
        """The same rows as a file for psql, from the table the worker has filled."""
        with (self._folder / "rows.csv").open("wb") as file, closing(self._connect()) as connection:
            connection.cursor().copy_expert(f"COPY (SELECT {COLUMNS} FROM market.trading_signals) TO STDOUT", file)

    def _psql(self) -> None:
        psql = find_binaries("embedded").program("psql")
        copy = f"\\copy market.trading_signals ({COLUMNS}) FROM '{self._folder / 'rows.csv'}'"
        subprocess.run([str(psql), self._database.dsn(), "-q", "-c", copy], check=True)

    def _sql(self, statement: str) -> None:
        with closing(self._connect()) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    def _connect(self) -> psycopg2.extensions.connection:
        connection: psycopg2.extensions.connection = psycopg2.connect(self._database.dsn())
        return connection


def report(rates: dict[str, float], resident: float) -> None:
    """The table, the ratios and what they should be."""
    for name, rate in rates.items():
        print(f"{name:<30}{rate:>12,.0f} rows/s")
    print(f"{'memory of the worker':<30}{resident:>12,.1f} MiB (below 200)")
    print(f"worker append over {PSQL}: {rates['worker append'] / rates[PSQL]:.2f} (0.5)")
    for ours, theirs in (("worker append", "dlt append"), ("worker upsert, half changed", "dlt merge")):
        if theirs in rates:
            print(f"{ours} over {theirs}: {rates[ours] / rates[theirs]:.1f} (10)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
