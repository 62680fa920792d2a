"""Two workers and one stream: one works, and a frozen one that comes back writes nothing."""

import subprocess
import sys
from datetime import timedelta

import psycopg2
import pytest
from stand_in_questdb import StandInQuestDb, text
from sync_bench import DAY, Bench, signals
from worker_process import environment_of

from db_sync_worker.target.control_queries import advance, raise_fence
from db_sync_worker.target.errors import FenceLost
from db_sync_worker.target.session import Session, connector, locked_session
from suite_testing.databases import TestDatabase


def test_of_two_runs_one_works_and_the_other_says_so(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table()
    with locked_session(connector(bench.settings), "tp_capital_signals"):
        outcome = bench.run(signals())
    assert (outcome.status, outcome.error) == ("locked", "another run holds the lock of this stream")
    assert bench.rows("SELECT status FROM runs") == [("locked",)]
    assert bench.run(signals()).status == "ok"


def test_an_old_fence_writes_nothing(bench: Bench) -> None:
    connect = connector(bench.settings)
    frozen, taken_over = Session(connect()), Session(connect())
    raise_fence(frozen, "tp_capital_signals", DAY)
    frozen.connection.commit()
    raise_fence(taken_over, "tp_capital_signals", DAY)
    taken_over.connection.commit()
    with pytest.raises(FenceLost):
        advance(frozen, "tp_capital_signals", DAY + timedelta(days=1), 1)
    advance(taken_over, "tp_capital_signals", DAY + timedelta(hours=1), 1)
    taken_over.connection.commit()
    for session in (frozen, taken_over):
        session.connection.close()
    assert bench.value("SELECT position FROM sync_control") == DAY + timedelta(hours=1)


@pytest.mark.parametrize(("choice", "status"), [("fail", 75), ("skip", 0)])
def test_a_second_process_ends_as_configured(
    bench: Bench, stand_in: StandInQuestDb, database: TestDatabase, choice: str, status: int
) -> None:
    stand_in.table()
    with locked_session(connector(bench.settings), "tp_capital_signals"):
        done = subprocess.run(
            [sys.executable, "-m", "db_sync_worker", "--once", "--when-locked", choice],
            env=environment_of(database, stand_in.url),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == status, done.stderr
    assert "another run holds the lock" in done.stdout


def test_a_process_told_to_wait_works_when_the_lock_is_free(
    bench: Bench, stand_in: StandInQuestDb, database: TestDatabase
) -> None:
    values = {"symbol": "X", "direction": "B", "confidence": None, "volume": "1"}
    stand_in.table().add({"signal_id": "s", **values, "created_at": text(DAY)})
    command = [sys.executable, "-m", "db_sync_worker", "--when-locked", "wait", "--quiet"]
    with locked_session(connector(bench.settings), "tp_capital_signals"):
        waiting = subprocess.Popen(command, env=environment_of(database, stand_in.url, start="min"))
        with psycopg2.connect(bench.database.dsn()) as admin, admin.cursor() as cursor:
            seen = 0
            while not seen:
                cursor.execute("SELECT count(*) FROM sync.runs WHERE status = 'locked'")
                seen = cursor.fetchall()[0][0]
                admin.commit()
        admin.close()
    assert waiting.wait(60) == 0
    assert len(bench.signals()) == 1
