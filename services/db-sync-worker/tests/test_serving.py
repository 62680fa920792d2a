"""--serve: one command runs the control routes and the loop, and both end with it."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from stand_in_questdb import StandInQuestDb, text
from sync_bench import DAY, Bench
from worker_process import environment_of

from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import Caller

PATIENCE_SECONDS = 60
COMMAND = (sys.executable, "-m", "db_sync_worker", "--serve", "--interval", "3600")


class Served:
    """The command and a caller of its routes."""

    def __init__(self, process: subprocess.Popen[bytes], caller: Caller) -> None:
        self.process, self.caller = process, caller

    def answers(self, path: str, right: Callable[[Any], bool]) -> bool:
        """Whether a route comes to answer what is right."""

        def asked() -> bool:
            with suppress(requests.RequestException):
                answer = self.caller.get(path)
                return answer.status_code == 200 and right(answer.json())
            return False

        return wait_until(asked, PATIENCE_SECONDS, pause=0.1)


@pytest.fixture
def served(database: TestDatabase, stand_in: StandInQuestDb, bench: Bench, tmp_path: Path) -> Iterator[Served]:
    """The command with ten rows to copy, after its first pass."""
    values = {"symbol": "X", "direction": "B", "confidence": "1", "volume": "1"}
    moments = [text(DAY + timedelta(minutes=n)) for n in range(10)]
    stand_in.table().add(*({"signal_id": f"s{n}", **values, "created_at": at} for n, at in enumerate(moments)))
    port = str(free_port())
    folders = {"SUITE_RUN_DIR": str(tmp_path)}
    environment = {**environment_of(database, stand_in.url), **folders, "DB_SYNC_PORT": port}
    process = subprocess.Popen(COMMAND, env=environment)
    try:
        with Caller(f"http://127.0.0.1:{port}", {"Connection": "close"}) as caller:
            running = Served(process, caller)
            assert running.answers("/readyz", lambda body: body["checks"]["loop"] == "ok")
            passed = "SELECT count(*) FROM runs WHERE trigger = 'loop' AND status = 'ok'"
            assert wait_until(lambda: bench.value(passed) >= 1, PATIENCE_SECONDS, pause=0.1)
            yield running
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def test_a_run_asked_for_by_http_is_done_while_the_loop_runs(served: Served, bench: Bench) -> None:
    bench.rows("DELETE FROM market.trading_signals WHERE signal_id IN ('s3', 's4')")
    order = {"mode": "backfill", "from": "2026-03-10T00:00:00Z", "to": "2026-03-10T00:04:00Z"}
    asked = served.caller.post("/api/v1/streams/tp_capital_signals/run", json=order)
    assert asked.status_code == 202, asked.text
    path = f"/api/v1/streams/tp_capital_signals/runs/{asked.json()['data']['run_id']}"
    assert served.answers(path, lambda body: body["data"]["status"] == "ok")
    run = served.caller.get(path).json()["data"]
    assert (run["mode"], run["trigger"], run["inserted"], run["unchanged"]) == ("backfill", "http", 1, 3)
    assert bench.value("SELECT count(*) FROM market.trading_signals") == 9
    backwards = {"mode": "backfill", "from": "2026-03-10T00:04:00Z", "to": "2026-03-10T00:00:00Z"}
    assert served.caller.post("/api/v1/streams/tp_capital_signals/run", json=backwards).status_code == 422


def test_the_command_ends_both_and_ends_with_0(served: Served) -> None:
    routes = psutil.Process(served.process.pid).children(recursive=True)
    assert routes
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE_SECONDS) == 0
    assert psutil.wait_procs(routes, PATIENCE_SECONDS)[1] == []
    with pytest.raises(requests.ConnectionError):
        served.caller.get("/healthz")


def test_routes_that_end_by_themselves_end_the_command_with_1(served: Served) -> None:
    (master,) = psutil.Process(served.process.pid).children()
    master.terminate()
    assert served.process.wait(PATIENCE_SECONDS) == 1
