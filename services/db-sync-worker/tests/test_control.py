"""The routes: who may ask for runs, for which ranges, and what the loop makes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from stand_in_questdb import StandInQuestDb, text
from sync_bench import DAY, Bench, signals

from db_sync_worker.crew import LEAD, SyncCrew
from db_sync_worker.target.lock_queries import lock_key
from db_sync_worker.target.session import connector
from suite import leadership
from suite.http import Service
from suite.leadership import Election
from suite.settings import Secret
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 60.0
FUTURE = (datetime.now(UTC) + timedelta(days=9)).isoformat()
RUN = "/api/v1/streams/tp_capital_signals/run"


@pytest.fixture
def service(start: Any) -> Service:
    application: Service = start()
    return application


@pytest.fixture
def crew(bench: Bench, stand_in: StandInQuestDb) -> Iterator[SyncCrew]:
    """The crew, whose loops go round when a test says so."""
    values = {"symbol": "X", "direction": "B", "confidence": "1", "volume": "1"}
    stand_in.table().add(
        *({"signal_id": f"s{n}", **values, "created_at": text(DAY + timedelta(hours=n))} for n in range(5))
    )
    crew = SyncCrew(bench.engine(), [signals()], connector(bench.settings), interval=3_600)
    yield crew
    crew.copies.close()


def go_round(crew: SyncCrew) -> None:
    """What the copies and the comparisons beside them do."""
    crew.copies.go_round()
    crew.comparisons.go_round()


def test_a_stream_that_never_ran_is_idle(service: Service) -> None:
    body = service.test_client().get("/api/v1/streams").get_json()
    assert (body["success"], body["count"]) == (True, 1)
    (stream,) = body["data"]
    assert (stream["name"], stream["target"], stream["status"]) == (
        "tp_capital_signals",
        "market.trading_signals",
        "idle",
    )
    assert (stream["last_synced"], stream["last_run"], stream["storage"]) == (None, None, "native-partitions")


def test_a_requested_run_is_done_by_the_loop_and_seen(service: Service, crew: SyncCrew) -> None:
    client = service.test_client()
    answer = client.post(RUN, json={"mode": "incremental"})
    assert answer.status_code == 202
    run_id = answer.get_json()["data"]["run_id"]
    again = client.post(RUN)
    assert (again.status_code, again.get_json()["code"], again.get_json()["run_id"]) == (409, "RUN_IN_PROGRESS", run_id)
    go_round(crew)
    run = client.get(f"/api/v1/streams/tp_capital_signals/runs/{run_id}").get_json()["data"]
    assert (run["status"], run["trigger"], run["inserted"], run["rows_read"]) == ("ok", "http", 5, 5)
    stream = client.get("/api/v1/streams/tp_capital_signals").get_json()["data"]
    assert stream["last_synced"] == "2026-03-10T04:00:00.000000Z"
    assert (stream["behind_seconds"], stream["rows_total"], stream["status"]) == (0, 5, "idle")
    assert stream["lag_seconds"] > (datetime.now(UTC) - DAY - timedelta(days=1)).total_seconds()
    metrics = client.get("/metrics").get_data(as_text=True)
    for line in (
        'tradingsystem_sync_rows_total{result="inserted",stream="tp_capital_signals"} 5.0',
        'tradingsystem_sync_behind_seconds{stream="tp_capital_signals"} 0.0',
        'tradingsystem_sync_lag_seconds{stream="tp_capital_signals"}',
        'tradingsystem_sync_quarantine_open{stream="tp_capital_signals"} 0.0',
        'tradingsystem_sync_runs_total{mode="incremental",result="ok",stream="tp_capital_signals"}',
        "tradingsystem_sync_bytes_total",
        "tradingsystem_sync_run_duration_seconds_count",
        "tradingsystem_sync_last_success_timestamp_seconds",
        "tradingsystem_sync_watermark_timestamp_seconds",
        "tradingsystem_sync_mismatched_windows",
        "tradingsystem_sync_drift",
    ):
        assert line in metrics, line


def test_a_requested_backfill_and_comparison_are_done(service: Service, crew: SyncCrew, bench: Bench) -> None:
    client = service.test_client()
    go_round(crew)
    bench.rows("DELETE FROM market.trading_signals WHERE signal_id = 's2'")
    moments = {"from": "2026-03-10T02:00:00Z", "to": "2026-03-10T03:00:00+00:00"}
    assert client.post(RUN, json={"mode": "backfill", **moments, "dry_run": True}).status_code == 202
    go_round(crew)
    assert bench.value("SELECT count(*) FROM market.trading_signals") == 4
    path = "/api/v1/streams/tp_capital_signals/reconcile"
    assert client.post(path, json={**moments, "deep": True}).status_code == 202
    go_round(crew)
    assert bench.value("SELECT count(*) FROM market.trading_signals") == 5
    runs = client.get("/api/v1/streams/tp_capital_signals/runs?limit=2").get_json()
    assert [(run["mode"], run["status"]) for run in runs["data"]] == [("reconcile", "ok"), ("backfill", "ok")]
    assert runs["data"][0]["report"]["repaired"] == 1
    rest = client.get(f"/api/v1/streams/tp_capital_signals/runs?before={runs['next']}").get_json()
    # The first round copied and compared.
    assert (rest["count"], rest["next"]) == (2, None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"mode": "backfill"}, 422),
        ({"mode": "backfill", "from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, 422),
        ({"mode": "backfill", "from": "2026-03-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, 422),
        ({"mode": "backfill", "from": "2024-01-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, 422),
        (
            {
                "mode": "backfill",
                "from": "2026-03-01T00:00:00Z",
                "to": (datetime.now(UTC) + timedelta(days=9)).isoformat(),
            },
            422,
        ),
        ({"mode": "backfill", "from": "yesterday", "to": "today"}, 422),
        ({"mode": "incremental", "from": "2026-03-01", "to": "2026-03-02"}, 422),
        ({"mode": "sideways"}, 400),
        ({"mode": 7}, 400),
        ({"nonsense": True}, 400),
        ({"mode": "backfill", "from": "2026-03-01\x00", "to": "2026-03-02"}, 400),
    ],
)
def test_a_bad_request_is_refused_and_asks_for_nothing(
    service: Service, bench: Bench, body: dict[str, Any], status: int
) -> None:
    answer = service.test_client().post(RUN, json=body)
    assert (answer.status_code, answer.get_json()["success"]) == (status, False)
    assert bench.value("SELECT count(*) FROM runs") == 0


@pytest.mark.parametrize("path", ["", "/runs", "/quarantine", "/runs/019b8e07-4600-7c3e-9d21-5f0e6a7b8c9d"])
def test_unknown_streams_and_runs_are_404(service: Service, path: str) -> None:
    answer = service.test_client().get(f"/api/v1/streams/nobody{path}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "STREAM_NOT_FOUND")
    answer = service.test_client().get(f"/api/v1/streams/tp_capital_signals/runs/{uuid4()}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "RUN_NOT_FOUND")


def test_posting_needs_the_role_admin(start: Any) -> None:
    import jwt

    secret = "a-secret-of-this-test-that-is-long-enough"
    client = start(auth_mode="jwt", jwt_secret=Secret(secret)).test_client()
    assert client.post(RUN).status_code == 401
    for role, status in (("reader", 403), ("editor", 403), ("admin", 202)):
        claims = {"sub": "x", "role": role, "exp": datetime.now(UTC) + timedelta(minutes=5)}
        token = jwt.encode(claims, secret, algorithm="HS256")
        assert client.post(RUN, headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_rejected_rows_are_shown_with_their_raw_values(
    service: Service, bench: Bench, stand_in: StandInQuestDb
) -> None:
    values = {"direction": "B", "confidence": "1", "volume": "1", "created_at": text(DAY)}
    stand_in.table().add({"signal_id": "s1", "symbol": None, **values})
    bench.run(signals())
    body = service.test_client().get("/api/v1/streams/tp_capital_signals/quarantine").get_json()
    (entry,) = body["data"]
    assert (entry["column_name"], entry["reason"], entry["raw"]["signal_id"]) == ("symbol", "is null", "s1")


def test_a_run_whose_process_is_gone_is_marked_stopped(bench: Bench, crew: SyncCrew) -> None:
    bench.rows(
        "INSERT INTO runs (id, stream, mode, trigger, status, requested_by, created_at) VALUES"
        " (gen_random_uuid(), 'tp_capital_signals', 'backfill', 'cli', 'running', 'x', now())"
    )
    go_round(crew)
    assert bench.rows("SELECT status FROM runs WHERE mode = 'backfill'") == [("stopped",)]


def test_of_two_loops_one_leads_and_the_other_takes_over(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leadership, "CANDIDATE_SECONDS", 0.05)
    connect = connector(bench.settings)
    standing = [
        Election(connect, lock_key(LEAD), lambda: SyncCrew(bench.engine(), [signals()], connect), Event())
        for _ in range(2)
    ]
    for election in standing:
        election.start()
    assert wait_until(lambda: any(election.crew for election in standing), PATIENCE_SECONDS)
    (first,) = (election for election in standing if election.crew)
    (second,) = (election for election in standing if election is not first)
    assert first.stop(PATIENCE_SECONDS)
    assert wait_until(lambda: second.crew is not None, PATIENCE_SECONDS)
    assert second.stop(PATIENCE_SECONDS)


def test_readiness_degrades_while_the_loop_is_away(service: Service, crew: SyncCrew, bench: Bench) -> None:
    client = service.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["checks"]["loop"]) == (200, "pending")
    go_round(crew)
    assert client.get("/readyz").get_json()["checks"]["loop"] == "ok"
    bench.rows("UPDATE heartbeat SET beat_at = now() - interval '4 hours'")
    body = client.get("/readyz").get_json()
    assert (body["status"], body["checks"]["loop"], body["checks"]["questdb"]) == ("degraded", "fail", "fail")
