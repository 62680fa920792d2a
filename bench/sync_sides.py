"""Who loads signals from one QuestDB into one PostgreSQL: db-sync-worker, psql and a dlt pipeline."""

import shutil
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import psutil
import psycopg2

from suite_ops.database.binaries import find_binaries
from suite_testing.databases import TestDatabase
from suite_testing.sync_worker import sync_environment

COLUMNS = "signal_id, source, symbol, direction, confidence, payload, created_at"
CHANGE_HALF = "UPDATE market.trading_signals SET symbol = 'OLD' WHERE hashtext(signal_id) % 2 = 0"


class Worker:
    """The worker as a process, its start included; `resident` is the most memory it took, in MiB."""

    def __init__(self, folder: Path, database: TestDatabase, source: str) -> None:
        self._database, self.resident = database, 0.0
        self._environment = sync_environment(database, source, folder / "streams.yaml")

    def append(self) -> float:
        """Seconds to copy everything into nothing."""
        execute(self._database, "TRUNCATE market.trading_signals, sync.sync_control")
        return self._run("--once", "--quiet")

    def upsert(self) -> float:
        """Seconds to copy everything again, nothing having changed."""
        return self._run("--backfill", "2020-01-01", datetime.now(UTC).isoformat(), "--quiet")

    def upsert_half(self) -> float:
        """Seconds to copy everything again after half of the target's rows were altered."""
        execute(self._database, CHANGE_HALF)
        return self.upsert()

    def _run(self, *words: str) -> float:
        started = perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "db_sync_worker", *words], env=self._environment)
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                self.resident = max(self.resident, watched.memory_info().rss / 1_048_576)
                process.wait(0.1)
            except (psutil.NoSuchProcess, subprocess.TimeoutExpired):
                continue
        if process.returncode:
            raise RuntimeError(f"the worker ended with {process.returncode}")
        return perf_counter() - started


class Psql:
    r"""psql's \copy of the rows as they are in the target, into the same table with its keys and partitions."""

    def __init__(self, folder: Path, database: TestDatabase) -> None:
        self._file, self._database = folder / "rows.copy", database

    def export(self) -> None:
        """Write the rows the worker has copied to the file that is loaded."""
        with self._file.open("wb") as file, closing(psycopg2.connect(self._database.dsn())) as connection:
            connection.cursor().copy_expert(f"COPY (SELECT {COLUMNS} FROM market.trading_signals) TO STDOUT", file)

    def append(self) -> float:
        """Seconds to load the file into nothing."""
        execute(self._database, "TRUNCATE market.trading_signals")
        psql = find_binaries("embedded").program("psql")
        copy = f"\\copy market.trading_signals ({COLUMNS}) FROM '{self._file}'"
        started = perf_counter()
        subprocess.run([str(psql), self._database.dsn(), "-q", "-c", copy], check=True)
        return perf_counter() - started


class Dlt:
    """A dlt pipeline of the same stream into tables of its own; its start is not counted."""

    def __init__(self, root: Path, folder: Path, database: TestDatabase, source: str) -> None:
        self._folder, self._database, self._source = folder / "dlt", database, source
        self._python = root / "var" / "bench-venv-dlt" / "bin" / "python"

    def install(self) -> None:
        """Into an environment of its own, once."""
        if not self._python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(self._python.parents[1])], check=True)
        subprocess.run([str(self._python), "-m", "pip", "install", "-q", "dlt[postgres]"], check=True)

    def append(self) -> float:
        """Seconds to load everything into nothing."""
        shutil.rmtree(self._folder, ignore_errors=True)
        execute(self._database, "DROP SCHEMA IF EXISTS dlt_market, dlt_market_staging CASCADE")
        return self._load("append")

    def merge(self) -> float:
        """Seconds to load everything again by its key."""
        return self._load("merge")

    def _load(self, disposition: str) -> float:
        script = Path(__file__).with_name("dlt_pipeline.py")
        command = [str(self._python), str(script), self._source, self._database.dsn(), disposition, str(self._folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return float(done.stdout.split()[-1])


def execute(database: TestDatabase, statement: str) -> None:
    """A statement of the administrator."""
    with closing(psycopg2.connect(database.dsn())) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)
