"""Steps that are no request: a migration, waiting for a connection, making what is cached, a command."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from suite.cache.assembly import add_cache
from suite.database import Database
from suite.migrations import MigrationFailed, Migrations
from suite.tracing import trace
from suite_ops.processes.patience import wait_until
from suite_testing.collector import running_collector
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.recorded_traces import RecordedTraces
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60.0
COMMAND = """
from suite.tracing import trace
from suite.tracing.assembly import trace_command
trace_command("sample-command")
trace_command("sample-command")
with trace("work"):
    pass
"""


@pytest.fixture
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("workspace-api", "workspace")


def test_each_file_of_a_migration_is_a_trace(database: TestDatabase, recorded: RecordedTraces, tmp_path: Path) -> None:
    known = Path(__file__).parents[3] / "services" / "workspace-api" / "migrations"
    files = sorted(known.glob("[0-9]*.sql"))
    for path in files:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    last = int(files[-1].name[:4])
    notes, wrong = f"{last + 1:04}_notes.sql", f"{last + 2:04}_wrong.sql"
    (tmp_path / notes).write_text("CREATE TABLE trial_notes (id integer);\n")
    (tmp_path / wrong).write_text("SELECT 1 / 0;\n")
    with pytest.raises(MigrationFailed):
        Migrations(tmp_path, "workspace").migrate(database.dsn())
    done, failed = recorded.named("migration")
    assert (done.attributes["migration.file"], done.attributes["db.namespace"]) == (notes, "workspace")
    assert (failed.attributes["migration.file"], done.error) == (wrong, None)
    assert failed.error == "DivisionByZero"


def test_waiting_for_a_connection_is_a_span_of_who_waits(
    open_database: Callable[..., Database], recorded: RecordedTraces
) -> None:
    busy = open_database(pool_size=1, pool_timeout_ms=30_000)

    def read() -> int:
        with busy.read() as connection:
            return int(connection.value("SELECT 1"))

    with trace("work"), ThreadPoolExecutor(1) as threads:
        assert read() == 1
        with busy.read():
            waiting = threads.submit(copy_context().run, read)
            assert wait_until(lambda: busy.pool._waiters, PATIENCE_SECONDS)
        assert waiting.result(PATIENCE_SECONDS) == 1
    assert len(recorded.named("pool wait")) == 1


def test_making_what_is_cached_is_a_span(recorded: RecordedTraces) -> None:
    service = sample_service()
    cache = add_cache(service)
    with trace("work"):
        assert cache.get_or_make("k", lambda: "v", ttl=60) == "v"
    [made] = recorded.named("cache make")
    assert made.attributes["cache.hit"] is False
    service.database.close()


def test_a_command_sends_its_traces_before_it_ends() -> None:
    with running_collector() as collector:
        environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "APP_ENV": "test"}
        environment |= {"OTEL_TRACES_SAMPLER": "always_on"}
        subprocess.run([sys.executable, "-c", COMMAND], env=environment, check=True)
    assert [(span.service, span.name) for span in collector.spans] == [("sample-command", "work")]
