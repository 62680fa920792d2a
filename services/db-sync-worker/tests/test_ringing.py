"""What an operator is told, and what an operator may do: nothing is silent, nothing stops what it need not stop."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from stand_in_questdb import Fault, Row, StandInQuestDb, Table, text
from sync_bench import DAY, Bench, signals

from db_sync_worker.crew import SyncCrew
from db_sync_worker.engine.outcome import RECONCILE, Order, RunOutcome
from db_sync_worker.engine.reader import Reader
from db_sync_worker.target.run_queries import purge
from db_sync_worker.target.session import connector
from suite.http import Service
from suite_ops.database.throwaway import free_port

STREAM = "/api/v1/streams/tp_capital_signals"
HOUR = timedelta(hours=1)


def row(number: int, **changes: str | None) -> Row:
    """A row of the source, an hour after the one before."""
    values = {"symbol": "X", "direction": "BUY", "confidence": "1.5", "volume": "7"}
    return {"signal_id": f"s{number}", **values, "created_at": text(DAY + number * HOUR), **changes}


@pytest.fixture
def table(stand_in: StandInQuestDb) -> Table:
    table = stand_in.table()
    table.add(*(row(number) for number in range(10)))
    return table


@pytest.fixture
def service(start: Any) -> Service:
    application: Service = start()
    return application


@pytest.fixture
def crew(bench: Bench, table: Table) -> Iterator[SyncCrew]:
    """The crew, whose loops go round when a test says so."""
    crew = SyncCrew(bench.engine(), [signals()], connector(bench.settings), interval=0.001)
    yield crew
    crew.copies.close()


def shown(service: Service) -> Any:
    """The stream as the route shows it."""
    return service.test_client().get(STREAM).get_json()["data"]


def gauge(service: Service, name: str) -> float:
    """A value of the stream as Prometheus scrapes it."""
    service.metrics.scraped[-1]._read_at = -100.0  # type: ignore[attr-defined]
    lines = service.test_client().get("/metrics").get_data(as_text=True).splitlines()
    (line,) = (line for line in lines if line.startswith(f"tradingsystem_sync_{name}{{"))
    return float(line.rpartition(" ")[2])


def test_what_is_counted_first_is_an_increase_and_a_stream_that_never_ran_says_so(
    service: Service, bench: Bench, table: Table
) -> None:
    lines = service.test_client().get("/metrics").get_data(as_text=True).splitlines()
    assert 'tradingsystem_sync_rows_total{result="collapsed",stream="tp_capital_signals"} 0.0' in lines
    assert 'tradingsystem_sync_runs_total{mode="reconcile",result="failed",stream="tp_capital_signals"} 0.0' in lines
    assert gauge(service, "never_copied") == 1
    bench.run(signals(table="nothing"))
    assert gauge(service, "never_copied") == 1
    bench.run(signals())
    assert gauge(service, "never_copied") == 0


def test_lag_is_measured_when_scraped_also_when_runs_fail(
    service: Service, bench: Bench, table: Table, stand_in: StandInQuestDb
) -> None:
    bench.run(signals())
    first = gauge(service, "lag_seconds")
    stand_in.fault = lambda path, query: Fault(status=503)
    assert bench.run(signals()).status == "failed"
    assert gauge(service, "lag_seconds") > first > 100 * 86_400
    assert gauge(service, "consecutive_failures") == 1
    assert (gauge(service, "behind_seconds"), gauge(service, "waiting")) == (0, 0)
    assert shown(service)["status"] == "failing"


def test_a_source_that_was_never_reached_is_waited_for(bench: Bench, start: Any, stand_in: StandInQuestDb) -> None:
    port = free_port()
    url = stand_in.url
    object.__setattr__(bench.settings, "questdb_url", f"http://reader:secret@127.0.0.1:{port}")
    for _ in range(4):
        outcome = bench.run(signals())
    assert f"http://127.0.0.1:{port} (QUESTDB_REST_URL)" in str(outcome.error)
    assert "scripts/questdb.sh start" in str(outcome.error)
    assert "secret" not in str(outcome.error)
    service = start(questdb_url=f"http://127.0.0.1:{port}")
    assert (shown(service)["status"], gauge(service, "waiting")) == ("waiting", 1)
    assert bench.rows("SELECT topic FROM outbox") == []
    health = service.test_client().get("/health").get_json()
    assert health["source"].startswith(f"waiting for the first answer of QuestDB at http://127.0.0.1:{port} ")
    object.__setattr__(bench.settings, "questdb_url", url)
    stand_in.table()
    assert bench.run(signals()).status == "ok"
    assert "does not answer" in service.test_client().get("/health").get_json()["source"]


def test_a_comparison_runs_beside_the_copying(bench: Bench, table: Table, stand_in: StandInQuestDb) -> None:
    bench.run(signals())
    reached, free = Event(), Event()

    def fault(path: str, query: str) -> Fault | None:
        if query.startswith("SELECT timestamp_floor"):
            reached.set()
            free.wait(60)
        return None

    stand_in.fault = fault
    outcomes: list[RunOutcome] = []
    comparing = Thread(target=lambda: outcomes.append(bench.run(signals(), mode=RECONCILE)))
    comparing.start()
    assert reached.wait(60)
    table.add(row(20))
    assert bench.run(signals()).tally.inserted == 1
    free.set()
    comparing.join(60)
    assert outcomes[0].status == "ok"


def test_windows_of_a_table_without_changes_are_not_read_again(
    bench: Bench, table: Table, stand_in: StandInQuestDb
) -> None:
    bench.run(signals())
    assert bench.reconcile(signals())["equal"] > 0

    def reads() -> int:
        stand_in.asked.clear()
        report = bench.reconcile(signals())
        assert report["equal"] == report["windows"]
        return len([path for path, query in stand_in.asked if "ORDER BY" in query and path == "/exp"])

    assert reads() == 0
    table.add(row(9, signal_id="another"))
    bench.run(signals())
    assert reads() > 0
    bench.rows("DELETE FROM market.trading_signals WHERE signal_id = 's4'")
    assert bench.reconcile(signals())["repaired"] == 1


def test_a_broken_target_stops_its_own_stream_only(bench: Bench, table: Table) -> None:
    broken = signals(name="broken", target="market.nothing")
    crew = SyncCrew(bench.engine(), [broken, signals()], connector(bench.settings), interval=3_600)
    crew.copies.go_round()
    crew.comparisons.go_round()
    crew.copies.close()
    found = dict(bench.rows("SELECT stream, max(failures) FROM sync_control GROUP BY 1"))
    assert (found["broken"], found["tp_capital_signals"]) == (2, 0)
    assert len(bench.signals()) == 10


def test_a_fault_of_our_own_in_one_stream_ends_no_other(
    bench: Bench, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    extent = Reader.extent

    def explode(reader: Reader, *arguments: Any) -> Any:
        if reader._stream.name == "unlucky":
            raise ZeroDivisionError
        return extent(reader, *arguments)

    monkeypatch.setattr(Reader, "extent", explode)
    engine = bench.engine()
    outcome = engine.run(signals(name="unlucky"), Order())
    assert (outcome.status, outcome.error) == ("failed", "unexpected: ZeroDivisionError")
    assert bench.value("SELECT last_error FROM sync_control WHERE stream = 'unlucky'") == outcome.error
    assert engine.run(signals(), Order()).status == "ok"


def test_a_paused_stream_is_left_alone_until_it_is_resumed(service: Service, bench: Bench, crew: SyncCrew) -> None:
    client = service.test_client()
    assert client.post(f"{STREAM}/pause").get_json()["data"] == {"paused": True}
    crew.copies.go_round()
    crew.comparisons.go_round()
    assert bench.run(signals()).status == "paused"
    assert (bench.signals(), bench.rows("SELECT * FROM runs")) == ([], [])
    assert (shown(service)["status"], gauge(service, "paused")) == ("paused", 1)
    refused = client.post(f"{STREAM}/run")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "STREAM_PAUSED")
    assert client.post(f"{STREAM}/resume").get_json()["data"] == {"paused": False}
    crew.copies.go_round()
    assert len(bench.signals()) == 10


def test_a_queued_run_is_cancelled_at_once_and_a_running_one_after_its_batch(
    service: Service, bench: Bench, table: Table, stand_in: StandInQuestDb
) -> None:
    client = service.test_client()
    queued = client.post(f"{STREAM}/run").get_json()["data"]["run_id"]
    assert client.post(f"{STREAM}/cancel", json={"run_id": queued}).get_json()["data"] == {"cancelled": [queued]}
    assert client.post(f"{STREAM}/cancel", json={"run_id": queued}).status_code == 404
    assert client.post(f"{STREAM}/cancel", json={"run_id": "all"}).status_code == 422

    def fault(path: str, query: str) -> Fault | None:
        if path == "/exp" and "ORDER BY" in query:
            client.post(f"{STREAM}/cancel")
        return None

    stand_in.fault = fault
    outcome = bench.run(signals(batch_rows=2))
    assert (outcome.status, outcome.tally.inserted) == ("cancelled", 1)
    stand_in.fault = lambda path, query: None
    assert bench.run(signals()).status == "ok"
    assert len(bench.signals()) == 10
    assert [status for (status,) in bench.rows("SELECT status FROM runs ORDER BY id")] == [
        "cancelled",
        "cancelled",
        "ok",
    ]


def test_a_comparison_is_cancelled_between_windows(
    service: Service, bench: Bench, table: Table, stand_in: StandInQuestDb
) -> None:
    bench.run(signals())

    def fault(path: str, query: str) -> Fault | None:
        if query.startswith("SELECT timestamp_floor"):
            service.test_client().post(f"{STREAM}/cancel")
        return None

    stand_in.fault = fault
    assert bench.run(signals(), mode=RECONCILE).status == "cancelled"


def test_a_comparison_is_cancelled_while_it_looks_for_windows_that_are_due(
    service: Service, bench: Bench, table: Table, stand_in: StandInQuestDb
) -> None:
    table.partition = "YEAR"
    table.add(*(row(number + 100, created_at=text(DAY - number * 24 * HOUR)) for number in range(2, 60)))
    stream = signals(lookback=timedelta(days=1), deep_every=timedelta(hours=4), reconcile_every=None)
    bench.run(stream)
    bench.reconcile(stream)
    bench.rows("UPDATE windows SET rows_at = 'epoch' WHERE window_start = (SELECT min(window_start) FROM windows)")
    days: list[str] = []

    def fault(path: str, query: str) -> Fault | None:
        if query.startswith("SELECT timestamp_floor") and str(text(DAY - timedelta(days=9)))[:10] in query:
            service.test_client().post(f"{STREAM}/cancel")
            days.append(query)
        elif days and query.startswith("SELECT timestamp_floor"):
            days.append(query)
        return None

    stand_in.fault = fault
    assert bench.run(stream, mode=RECONCILE).status == "cancelled"
    assert len(days) == 1


def test_a_run_tells_how_far_it_is(service: Service, bench: Bench, table: Table) -> None:
    bench.backfill(signals(), DAY, DAY + 5 * HOUR)
    (run,) = service.test_client().get(f"{STREAM}/runs").get_json()["data"]
    assert (run["expected"], run["rows_read"], run["percent"], run["eta_seconds"]) == (5, 5, 100.0, None)
    bench.rows(
        "UPDATE runs SET status = 'running', finished_at = NULL, expected = 400, rows_read = 100,"
        " started_at = now() - interval '10 s'"
    )
    (run,) = service.test_client().get(f"{STREAM}/runs").get_json()["data"]
    assert (run["percent"], run["expected"]) == (25.0, 400)
    assert run["eta_seconds"] >= 30
    assert shown(service)["last_run"]["percent"] == 25.0


@pytest.fixture
def rejected(bench: Bench, table: Table) -> Table:
    """Two of the ten rows lack what they need."""
    table.rows[2]["symbol"] = table.rows[3]["symbol"] = None
    bench.run(signals())
    return table


def test_the_quarantine_is_downloaded_line_by_line(service: Service, rejected: Table) -> None:
    answer = service.test_client().get(f"{STREAM}/quarantine/download")
    assert answer.content_type == "application/x-ndjson"
    assert "quarantine-tp_capital_signals.ndjson" in answer.headers["Content-Disposition"]
    entries = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert [(entry["raw"]["signal_id"], entry["reason"]) for entry in entries] == [("s2", "is null"), ("s3", "is null")]


def test_rejected_rows_are_dropped_and_stay_dropped(service: Service, bench: Bench, rejected: Table) -> None:
    client = service.test_client()
    (first, second) = client.get(f"{STREAM}/quarantine").get_json()["data"]
    assert client.post(f"{STREAM}/quarantine/drop", json={"ids": [first["id"]]}).get_json()["data"] == {"dropped": 1}
    bench.run(signals())
    bench.backfill(signals(), DAY, DAY + 9 * HOUR)
    (left,) = client.get(f"{STREAM}/quarantine").get_json()["data"]
    assert left["id"] == second["id"]
    assert client.post(f"{STREAM}/quarantine/drop").get_json()["data"] == {"dropped": 1}
    assert gauge(service, "quarantine_open") == 0


def test_rejected_rows_are_tried_again_when_somebody_asks(
    service: Service, bench: Bench, rejected: Table, crew: SyncCrew
) -> None:
    client = service.test_client()
    bench.rows("UPDATE quarantine SET attempts = 20")
    rejected.rows[2]["symbol"] = rejected.rows[3]["symbol"] = "now it is there"
    (first, _) = client.get(f"{STREAM}/quarantine").get_json()["data"]
    answer = client.post(f"{STREAM}/quarantine/retry", json={"ids": [first["id"]]})
    assert answer.status_code == 202
    crew.comparisons.go_round()
    (run,) = bench.rows("SELECT status, mode FROM runs WHERE id = %s", answer.get_json()["data"]["run_id"])
    assert run == ("ok", "reconcile")
    assert len(bench.signals()) == 10
    assert gauge(service, "quarantine_open") == 0
    assert client.post(f"{STREAM}/quarantine/retry", json={"ids": [first["id"]]}).status_code == 404


def test_a_watermark_is_reset_over_http(service: Service, bench: Bench, crew: SyncCrew) -> None:
    crew.copies.go_round()
    client = service.test_client()
    assert client.post(f"{STREAM}/reset-watermark", json={"to": "2999-01-01"}).status_code == 422
    answer = client.post(f"{STREAM}/reset-watermark", json={"to": text(DAY + HOUR)})
    assert answer.status_code == 202
    assert crew.copies._run_requested()
    assert bench.value("SELECT last_synced FROM sync_control") == DAY + HOUR
    crew.copies.go_round()
    assert bench.value("SELECT last_synced FROM sync_control") == DAY + 9 * HOUR


def test_old_records_are_purged_and_young_ones_kept(bench: Bench, rejected: Table) -> None:
    bench.reconcile(signals())
    bench.rows("UPDATE quarantine SET resolved_at = now(), resolution = 'stored' WHERE raw ->> 'signal_id' = 's2'")
    now = bench.value("SELECT clock_timestamp()")
    before = {name: bench.value(f"SELECT count(*) FROM {name}") for name in ("runs", "quarantine", "windows")}
    connection = connector(bench.settings)()
    assert purge(connection, now - HOUR) == {"runs": 0, "quarantine": 0, "windows": 0}
    assert purge(connection, now + HOUR) == {"runs": 2, "quarantine": 1, "windows": before["windows"]}
    connection.commit()
    connection.close()
    assert bench.value("SELECT count(*) FROM quarantine") == before["quarantine"] - 1


def test_two_engines_ask_the_source_over_connections_of_their_own(bench: Bench) -> None:
    engine = bench.engine()
    beside = engine.beside()
    assert beside.source is not engine.source
    assert replace(beside, source=engine.source) == engine
