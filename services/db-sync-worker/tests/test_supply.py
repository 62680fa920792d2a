"""Rows are read ahead of who writes them: so many and no more, in order, with their errors, and not for nobody."""

import threading
from contextlib import closing
from datetime import timedelta
from threading import Event

import psycopg2
import pytest
from stand_in_questdb import Fault, Row, StandInQuestDb, text
from sync_bench import DAY, Bench, signals

from db_sync_worker.engine.outcome import Order, RunOutcome, Stopped
from db_sync_worker.engine.supply import Begin, End, Item, Put, Rows, Supply
from db_sync_worker.values.copy_rows import Converted
from suite_ops.processes.patience import wait_until


def rows(number: int, size: int) -> Rows:
    """Some rows of so many bytes."""
    return Rows(Converted([], []), number, size)


def signal(number: int) -> Row:
    """A row of the source."""
    values = {"symbol": "X", "direction": "BUY", "confidence": "1", "volume": "1"}
    return {"signal_id": f"s{number}", **values, "created_at": text(DAY + timedelta(seconds=number))}


def test_items_come_in_theirOrder() -> None:
    items: list[Item] = [Begin(None), rows(1, 10), rows(2, 10_000), End(None)]

    def produce(put: Put) -> None:
        for item in items:
            put(item)

    with Supply(produce, Event(), limit=100) as taken:
        assert list(taken) == items


def test_no_more_is_read_ahead_than_the_limit_allows() -> None:
    given: list[int] = []

    def produce(put: Put) -> None:
        for number in range(100):
            put(rows(number, 40))
            given.append(number)

    with Supply(produce, Event(), limit=100) as taken:
        assert wait_until(lambda: len(given) == 2, 60)
        assert next(taken) == rows(0, 40)
        assert wait_until(lambda: len(given) == 3, 60)
        assert len(list(taken)) == 99


def test_an_error_is_raised_after_what_came_before_it() -> None:
    def produce(put: Put) -> None:
        put(Begin(None))
        raise ValueError("broken")

    with Supply(produce, Event()) as taken:
        assert next(taken) == Begin(None)
        with pytest.raises(ValueError, match="broken"):
            next(taken)


def test_who_reads_for_nobody_ends() -> None:
    ended = Event()

    def produce(put: Put) -> None:
        try:
            while True:
                put(rows(1, 60))
        finally:
            ended.set()

    with Supply(produce, Event(), limit=100) as taken:
        next(taken)
    assert ended.wait(30)


def test_a_stop_is_noticed_while_nothing_comes() -> None:
    stop, release = Event(), Event()

    def produce(put: Put) -> None:
        assert release.wait(60)

    with Supply(produce, stop) as taken:
        stop.set()
        with pytest.raises(Stopped):
            next(taken)
        release.set()


def test_the_next_window_is_read_while_one_is_written(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(signal(1), signal(3_700))
    second = Event()

    def fault(path: str, query: str) -> Fault | None:
        if path == "/exp" and "T01:00:00" in query.partition("WHERE")[2].partition(" AND ")[0]:
            second.set()
        return None

    stand_in.fault = fault
    engine = bench.engine()
    # Who writes waits, with its first batch, for the second window to be asked for: for ever, were it not read ahead.
    outcome = engine.run(signals(window=timedelta(hours=1)), Order(), lambda tally: _insist(second))
    assert (outcome.status, outcome.tally.inserted) == ("ok", 2), outcome
    assert bench.value("SELECT last_synced FROM sync_control") == DAY + timedelta(seconds=3_700)


def test_what_is_tried_again_while_a_batch_is_written_is_counted(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(signal(1))
    bench.run(signals())
    table.add(signal(3_700))
    tries: list[str] = []

    def fault(path: str, query: str) -> Fault | None:
        if path == "/exp" and "T01:00:00" in query.partition("WHERE")[2].partition(" AND ")[0]:
            tries.append(query)
            return Fault(status=500) if len(tries) == 1 else None
        return None

    stand_in.fault = fault
    outcomes: list[RunOutcome] = []
    with closing(psycopg2.connect(bench.database.dsn())) as connection:
        connection.cursor().execute("LOCK TABLE market.trading_signals IN EXCLUSIVE MODE")
        run = threading.Thread(target=lambda: outcomes.append(bench.run(signals(window=timedelta(hours=1)))))
        run.start()
        assert wait_until(lambda: len(tries) == 2, 60)
    run.join(60)
    (outcome,) = outcomes
    assert (outcome.status, outcome.tally.inserted, outcome.tally.source_retries) == ("ok", 1, 1), outcome


def test_no_thread_is_left_behind_by_a_run_that_failed(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(*(signal(number) for number in range(50)))
    stand_in.fault = lambda path, query: Fault(cut_after_rows=9) if path == "/exp" and "ORDER BY" in query else None
    assert bench.run(signals(batch_rows=5)).status == "failed"
    assert wait_until(lambda: all(thread.name != "supply" for thread in threading.enumerate()), 60)


def _insist(event: Event) -> None:
    assert event.wait(30)
