"""The program: exit statuses, output, signals, configuration."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from stand_in_questdb import Fault, StandInQuestDb, text
from sync_bench import DAY, Bench
from worker_process import environment_of

from suite.environment import find_root
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import running_service

PATIENCE_SECONDS = 60


@pytest.fixture
def environment(database: TestDatabase, stand_in: StandInQuestDb) -> dict[str, str]:
    values = {"symbol": "X", "direction": "B", "confidence": "1", "volume": "1"}
    stand_in.table().add(*({"signal_id": f"s{n}", **values, "created_at": text(DAY)} for n in range(20)))
    return environment_of(database, stand_in.url)


def worker(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "db_sync_worker", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS)


def test_one_pass_tells_what_it_did_and_writes_its_metrics(environment: dict[str, str], bench: Bench) -> None:
    done = worker(environment)
    assert (done.returncode, done.stdout) == (
        0,
        "tp_capital_signals: ok, 20 read, 20 inserted, 0 updated, 0 unchanged, 0 rejected, 0 expired\n",
    )
    file = find_root(Path(__file__)) / "var" / "metrics" / "db-sync-worker.prom"
    assert 'tradingsystem_sync_rows_total{result="inserted",stream="tp_capital_signals"} 20.0' in file.read_text()
    partitions = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'market.trading_signals'::regclass"
    assert bench.value(partitions) == 9
    again = json.loads(worker(environment, "--once", "--json").stdout)
    assert (again[0]["status"], again[0]["unchanged"]) == ("ok", 20)
    status = json.loads(worker(environment, "--status", "--json").stdout)
    assert (status["count"], status["data"][0]["rows_total"]) == (1, 20)
    assert "tp_capital_signals  idle" in worker(environment, "--status").stdout


def test_a_comparison_that_leaves_differences_ends_with_3(environment: dict[str, str], bench: Bench) -> None:
    worker(environment)
    bench.rows("DELETE FROM market.trading_signals WHERE signal_id = 's3'")
    done = worker(environment, "--reconcile", "--no-repair", "--json")
    assert (done.returncode, json.loads(done.stdout)["differs"]) == (3, 1)
    assert worker(environment, "--reconcile", "2026-03-09", "2026-03-11", "--deep").returncode == 0
    assert bench.value("SELECT count(*) FROM market.trading_signals") == 20


def test_a_failed_stream_ends_with_1(environment: dict[str, str], stand_in: StandInQuestDb) -> None:
    stand_in.tables.clear()
    done = worker(environment)
    assert done.returncode == 1
    assert "table does not exist" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--once", "--loop"),
        ("--backfill", "2026-01-02", "2026-01-01"),
        ("--backfill", "yesterday", "today"),
        ("--reconcile", "2026-01-01"),
        ("--deep",),
        ("--stream", "nobody"),
        ("--interval", "0"),
        ("--loop", "--dry-run"),
        ("--nonsense",),
    ],
    ids=" ".join,
)
def test_bad_usage_ends_with_2(environment: dict[str, str], words: tuple[str, ...]) -> None:
    assert worker(environment, *words).returncode == 2


def test_all_problems_of_the_streams_file_are_told_at_once(environment: dict[str, str]) -> None:
    file = Path(environment["DB_SYNC_STREAMS_FILE"])
    content = yaml.safe_load(file.read_text())
    stream = content["streams"][0]
    stream["target"]["table"] = "market.nothing"
    stream["colour"] = "blue"
    stream["columns"]["symbol"]["type"] = "varchar"
    file.write_text(yaml.safe_dump(content))
    done = worker(environment)
    assert done.returncode == 78
    assert len([line for line in done.stderr.splitlines() if line.startswith("configuration error: ")]) == 2
    del stream["colour"]
    stream["columns"]["symbol"]["type"] = "bigint"
    stream["target"]["table"] = "market.trading_signals"
    stream["target"]["key"] = ["symbol", "created_at"]
    file.write_text(yaml.safe_dump(content))
    done = worker(environment)
    assert done.returncode == 78
    assert "market.trading_signals.symbol is text, not bigint" in done.stderr
    assert "has no unique constraint on (symbol, created_at)" in done.stderr


def test_expired_partitions_are_told_and_dropped_when_that_is_confirmed(
    database: TestDatabase, stand_in: StandInQuestDb, environment: dict[str, str], bench: Bench
) -> None:
    assert worker(environment).returncode == 0
    expiring = environment_of(database, stand_in.url, retention="30d")
    told = worker(expiring).stdout.splitlines()[1]
    assert told == (
        "tp_capital_signals: 1 partitions from 2026-03-10 to 2026-03-10 with 20 rows are past the retention, the source"
        " still has 20 rows of that time; kept: drop them with --confirm-drop, or say archive or retention_drop"
    )
    assert worker(expiring, "--confirm-drop").stdout.splitlines()[1].endswith("20 rows of that time; dropped")
    assert bench.value("SELECT count(*) FROM market.trading_signals") == 0
    assert len(worker(expiring).stdout.splitlines()) == 1


def test_the_stream_of_the_environment_asks_again_for_the_watermark(
    environment: dict[str, str], stand_in: StandInQuestDb, bench: Bench
) -> None:
    variables = {
        **environment,
        "QUESTDB_QUERY": "SELECT * FROM tp_capital_signals",
        "QUESTDB_INCREMENTAL_QUERY": "SELECT * FROM tp_capital_signals WHERE created_at > '{last_synced}'",
    }
    assert worker(variables).returncode == 0
    values = {"symbol": "X", "direction": "B", "confidence": "1", "volume": "1", "created_at": text(DAY)}
    stand_in.tables["tp_capital_signals"].add({"signal_id": "same moment", **values})
    assert worker(variables).returncode == 0
    assert any("created_at > '2026-03-09T23:49:59.999999+00:00'" in query for _, query in stand_in.asked)
    assert bench.value("SELECT count(*) FROM market.trading_signals") == 21


def test_sigterm_ends_a_silent_run_within_ten_seconds(environment: dict[str, str], stand_in: StandInQuestDb) -> None:
    stand_in.fault = lambda path, query: Fault(hang=True) if path == "/exp" and "ORDER BY" in query else None
    process = subprocess.Popen([sys.executable, "-m", "db_sync_worker", "--quiet"], env=environment)
    assert wait_until(lambda: any("ORDER BY" in query for _, query in stand_in.asked), PATIENCE_SECONDS)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 143


def test_the_loop_ends_with_0(environment: dict[str, str], bench: Bench) -> None:
    process = subprocess.Popen([sys.executable, "-m", "db_sync_worker", "--loop", "--interval", "1"], env=environment)
    count = "SELECT count(*) FROM runs WHERE trigger = 'loop' AND status = 'ok' AND mode = 'incremental'"
    assert wait_until(lambda: bench.value(count) >= 2, PATIENCE_SECONDS, pause=0.2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0
    assert (
        bench.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'trading\\_signals\\_2%%' AND relkind = 'r'") >= 8
    )


def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(environment: dict[str, str]) -> None:
    master, slave = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "db_sync_worker"],
        env={**environment, "TERM": "xterm"},
        stderr=slave,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    os.close(slave)
    shown = os.read(master, 65_536).decode(errors="replace")  # a read may end within a character
    os.close(master)
    assert "rows/s" in shown
    assert "rows/s" not in worker(environment).stderr


def test_the_routes_run_under_gunicorn(environment: dict[str, str], tmp_path: Path) -> None:
    names = ("DB_SYNC_DATABASE_URL", "QUESTDB_REST_URL", "DB_SYNC_STREAMS_FILE")
    variables: dict[str, Any] = {name: environment[name] for name in names}
    with running_service(
        "db_sync_worker.wsgi:app", "db_sync_worker.settings", "DB_SYNC", variables, tmp_path
    ) as service:
        with service.caller() as caller:
            ready = caller.get("/readyz").json()
            assert (ready["status"], ready["checks"]["questdb"], ready["checks"]["loop"]) == (
                "degraded",
                "ok",
                "pending",
            )
            assert caller.get("/api/v1/streams").json()["count"] == 1
        assert service.stop() == 0
