"""A source that is down, slow, cut or wrong: retried, told, never silently lost."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from threading import Timer

import pytest
from stand_in_questdb import Fault, Row, StandInQuestDb, text
from sync_bench import DAY, RETRY_AT_ONCE, Bench, signals

from suite_ops.database.throwaway import free_port


def row(number: int) -> Row:
    """A row of the source."""
    values = {"symbol": "X", "direction": "BUY", "confidence": "1", "volume": "1"}
    return {"signal_id": f"s{number}", **values, "created_at": text(DAY + timedelta(seconds=number))}


def once(fault: Fault, path: str = "/exp", part: str = "ORDER BY") -> Callable[[str, str], Fault | None]:
    """This fault for the first matching question."""
    times = count()
    return lambda asked, query: fault if asked == path and part in query and next(times) == 0 else None


FAULTS = {
    "cut": Fault(cut_after_rows=40),
    "cut before the first row": Fault(cut_after_rows=0),
    "an error in the middle of the rows": Fault(cut_after_rows=40, instead=b'{"query":"x","error":"timeout"}\r\n'),
    "an error that looks like fields": Fault(cut_after_rows=40, instead=b'"error","a","b","c","d"\r\n'),
    "a row without its end": Fault(cut_after_rows=40, instead=b'"s1","X'),
    "half of the rows, politely ended": Fault(cut_after_rows=40, instead=b""),
    "rows that are missing": Fault(skip_rows=3),
    "500": Fault(status=500),
    "503": Fault(status=503),
    "429": Fault(status=429),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_window_that_was_not_read_whole_is_read_again(bench: Bench, stand_in: StandInQuestDb, fault: Fault) -> None:
    stand_in.table().add(*(row(number) for number in range(100)))
    stand_in.fault = once(fault)
    outcome = bench.run(signals(batch_rows=7))
    assert outcome.status == "ok", outcome
    assert outcome.tally.source_retries >= 1
    assert len(bench.signals()) == 100


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_nothing_is_marked_done_while_the_fault_lasts(bench: Bench, stand_in: StandInQuestDb, fault: Fault) -> None:
    stand_in.table().add(*(row(number) for number in range(100)))
    stand_in.fault = lambda path, query: fault if path == "/exp" and "ORDER BY" in query else None
    outcome = bench.run(signals(batch_rows=7))
    assert outcome.status == "failed"
    assert outcome.error
    assert bench.value("SELECT last_synced FROM sync_control") <= DAY
    stand_in.fault = lambda path, query: None
    assert bench.run(signals(batch_rows=7)).status == "ok"
    assert len(bench.signals()) == 100


def test_a_source_that_is_down_fails_the_stream_with_a_reason(bench: Bench) -> None:
    object.__setattr__(bench.settings, "questdb_url", f"http://127.0.0.1:{free_port()}")
    outcome = bench.run(signals())
    assert (outcome.status, outcome.tally.source_retries) == ("failed", 2)
    assert "cannot be reached" in str(outcome.error)
    assert bench.rows("SELECT last_error, failures FROM sync_control") == [(outcome.error, 1)]


def test_a_source_that_says_nothing_is_given_up(bench: Bench, stand_in: StandInQuestDb) -> None:
    object.__setattr__(bench.settings, "questdb_timeout_s", 0.3)
    stand_in.table().add(row(1))
    stand_in.fault = once(Fault(hang=True), part="")
    assert bench.run(signals()).tally.inserted == 1


@pytest.mark.parametrize("part", ["SHOW COLUMNS", "count()"])
def test_small_questions_are_asked_again_too(bench: Bench, stand_in: StandInQuestDb, part: str) -> None:
    stand_in.table().add(row(1))
    stand_in.fault = once(Fault(status=500), path="/exec", part=part)
    assert bench.run(signals()).status == "ok"


def test_a_refused_query_is_not_asked_again(bench: Bench, stand_in: StandInQuestDb) -> None:
    outcome = bench.run(signals())
    assert outcome.status == "failed"
    assert "table does not exist" in str(outcome.error)
    assert outcome.tally.source_retries < RETRY_AT_ONCE.attempts - 1


def test_the_third_failure_in_a_row_is_announced_once(bench: Bench, stand_in: StandInQuestDb) -> None:
    for _ in range(4):
        bench.run(signals())
    ((topic, data),) = bench.rows("SELECT topic, data FROM outbox")
    assert topic == "sync-failed"
    assert (data["stream"], data["consecutiveFailures"]) == ("tp_capital_signals", 3)
    stand_in.table()
    bench.run(signals())
    assert bench.value("SELECT failures FROM sync_control") == 0


def test_a_lost_connection_is_replaced_and_the_run_goes_on(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(*(row(number) for number in range(300)))
    times = count()

    def fault(path: str, query: str) -> Fault | None:
        if path == "/exp" and "ORDER BY" in query and next(times) == 0:
            bench.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'db-sync-worker' AND datname = current_database()"
            )
        return None

    stand_in.fault = fault
    outcome = bench.run(signals(batch_rows=20))
    assert (outcome.status, outcome.tally.target_retries) == ("ok", 1), outcome
    assert len(bench.signals()) == 300
    assert bench.rows("SELECT status FROM runs") == [("ok",)]


def test_credentials_are_sent_and_never_told(bench: Bench, stand_in: StandInQuestDb) -> None:
    from suite.settings import Secret

    object.__setattr__(bench.settings, "questdb_token", Secret("a-secret-token"))
    stand_in.fault = lambda path, query: Fault(status=401)
    outcome = bench.run(signals())
    assert stand_in.headers[0]["Authorization"] == "Bearer a-secret-token"
    assert outcome.status == "failed"
    assert "a-secret-token" not in str(outcome)


def test_a_connection_that_exported_is_not_used_again(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(*(row(number) for number in range(0, 10_000, 2_000)))
    assert bench.run(signals(window=timedelta(minutes=30))).tally.source_retries == 0
    paths = [path for path, _ in stand_in.asked]
    exported = [port for path, port in zip(paths, stand_in.connections, strict=True) if path == "/exp"]
    asked = [port for path, port in zip(paths, stand_in.connections, strict=True) if path == "/exec"]
    assert len(exported) == len(set(exported)) == 6
    assert len(set(asked)) == 1
    assert not set(exported) & set(asked)


def test_a_stop_ends_the_run_after_the_batch_at_hand(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(*(row(number) for number in range(200)))

    def fault(path: str, query: str) -> Fault | None:
        if path == "/exp" and "ORDER BY" in query:
            bench.stop.set()
        return None

    stand_in.fault = fault
    assert bench.run(signals(batch_rows=10)).status == "stopped"
    assert bench.rows("SELECT status FROM runs") == [("stopped",)]
    stand_in.fault = lambda path, query: None
    bench.stop.clear()
    assert bench.run(signals()).status == "ok"
    assert len(bench.signals()) == 200


def test_a_stop_ends_a_pause_between_tries(bench: Bench, stand_in: StandInQuestDb) -> None:
    from db_sync_worker.engine.outcome import Order
    from db_sync_worker.engine.retry import RetryPolicy

    stand_in.fault = lambda path, query: Fault(status=500)
    stopper = Timer(0.2, bench.stop.set)
    stopper.start()
    outcome = bench.engine(RetryPolicy(attempts=5, first_s=3_600, longest_s=3_600)).run(signals(), Order())
    stopper.join()
    assert outcome.status in ("failed", "stopped")
