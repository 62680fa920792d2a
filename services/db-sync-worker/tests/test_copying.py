"""What a run brings over, from the stand-in."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from stand_in_questdb import Row, StandInQuestDb, text
from sync_bench import DAY, Bench, signals

from suite_testing.recorded_traces import recorded_traces


def signal(number: int, moment: Any, **changes: Any) -> Row:
    """A row of the source."""
    values = {
        "signal_id": f"s{number}",
        "symbol": "PETR4",
        "direction": "BUY",
        "confidence": "85.5",
        "volume": str(number),
        "created_at": text(moment),
    }
    return {**values, **{name: text(value) for name, value in changes.items()}}


def test_an_empty_source_is_done_at_once(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table()
    outcome = bench.run(signals())
    assert (outcome.status, outcome.tally.rows_read) == ("ok", 0)
    assert bench.signals() == []


def test_one_row_arrives_with_every_value(bench: Bench, stand_in: StandInQuestDb) -> None:
    moment = DAY.replace(hour=9, microsecond=123456)
    stand_in.table().add(signal(1, moment, symbol='D\'OR "x", ção'))
    assert bench.run(signals()).status == "ok"
    ((signal_id, symbol, direction, confidence, payload, created_at),) = bench.signals()
    assert (signal_id, symbol, direction) == ("s1", 'D\'OR "x", ção', "BUY")
    assert (confidence, created_at) == (Decimal("85.50"), moment)
    assert payload == {
        "signal_id": "s1",
        "symbol": 'D\'OR "x", ção',
        "direction": "BUY",
        "confidence": 85.5,
        "volume": 1,
        "created_at": "2026-03-10T09:00:00.123456Z",
    }
    assert bench.value("SELECT last_synced FROM sync_control") == moment


def test_rows_that_share_a_timestamp_are_not_split_off(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(*(signal(number, DAY) for number in range(57)))
    assert bench.run(signals(batch_rows=10)).tally.inserted == 57
    assert len(bench.signals()) == 57


def test_a_row_at_exactly_the_watermark_arrives_with_the_next_run(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(signal(1, DAY))
    stream = signals(overlap=timedelta(0))
    bench.run(stream)
    table.add(signal(2, DAY))
    outcome = bench.run(stream)
    assert (outcome.tally.inserted, outcome.tally.unchanged) == (1, 1)
    assert len(bench.signals()) == 2


def test_a_changed_row_is_updated_and_an_equal_one_is_left_alone(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(signal(1, DAY), signal(2, DAY + timedelta(seconds=1)))
    bench.run(signals())
    before = dict(bench.rows("SELECT signal_id, ingested_at FROM market.trading_signals"))
    table.rows[0]["confidence"] = "99.25"
    outcome = bench.run(signals())
    assert (outcome.tally.inserted, outcome.tally.updated, outcome.tally.unchanged) == (0, 1, 1)
    after = dict(bench.rows("SELECT signal_id, ingested_at FROM market.trading_signals"))
    assert after["s2"] == before["s2"]
    assert after["s1"] > before["s1"]


def test_of_several_rows_with_one_key_the_last_counts(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(signal(1, DAY, confidence="1"), signal(1, DAY, confidence="2"), signal(1, DAY, confidence="3"))
    outcome = bench.run(signals(collapse="last"))
    assert (outcome.tally.rows_read, outcome.tally.inserted, outcome.tally.collapsed) == (3, 1, 2)
    assert bench.signals()[0][3] == Decimal(3)


def test_gaps_are_crossed_and_the_watermark_never_passes_the_source(bench: Bench, stand_in: StandInQuestDb) -> None:
    last = DAY + timedelta(days=40, hours=3)
    stand_in.table().add(signal(1, DAY), signal(2, last))
    bench.clock = lambda: last
    assert bench.run(signals(window=timedelta(minutes=10))).tally.inserted == 2
    assert bench.value("SELECT last_synced FROM sync_control") == last
    asked = [query for path, query in stand_in.asked if path == "/exp" and "ORDER BY" in query]
    assert len(asked) == 2


def test_windows_with_too_many_rows_are_halved(bench: Bench, stand_in: StandInQuestDb, monkeypatch: Any) -> None:
    monkeypatch.setattr("db_sync_worker.engine.preparation.MAX_WINDOW_ROWS", 20)
    stand_in.table().add(*(signal(number, DAY + timedelta(seconds=number * 10)) for number in range(100)))
    assert bench.run(signals()).tally.inserted == 100
    assert len([query for path, query in stand_in.asked if path == "/exp" and "ORDER BY" in query]) >= 5


def test_a_dry_run_tells_and_writes_nothing(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(signal(1, DAY), signal(2, DAY, direction=None))
    outcome = bench.run(signals(), dry_run=True)
    assert (outcome.status, outcome.tally.inserted, outcome.tally.rejected) == ("ok", 1, 1)
    for table in ("market.trading_signals", "sync_control", "runs", "quarantine", "counters"):
        assert bench.value(f"SELECT count(*) FROM {table}") == 0
    assert bench.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'market.trading_signals'::regclass") == 0


def test_a_backfill_copies_its_range_and_leaves_the_watermark(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(*(signal(number, DAY + timedelta(hours=number)) for number in range(10)))
    bench.run(signals())
    watermark = bench.value("SELECT last_synced FROM sync_control")
    table.add(signal(90, DAY + timedelta(minutes=90)), signal(91, DAY + timedelta(hours=5, minutes=1)))
    outcome = bench.backfill(signals(), DAY, DAY + timedelta(hours=4))
    assert (outcome.status, outcome.tally.inserted, outcome.tally.unchanged) == ("ok", 1, 4)
    assert bench.value("SELECT last_synced FROM sync_control") == watermark


def test_the_run_is_recorded_with_its_counts(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(signal(1, DAY), signal(2, DAY, symbol=None))
    bench.run(signals())
    (run,) = bench.rows("SELECT mode, trigger, status, rows_read, inserted, rejected, to_ts, finished_at FROM runs")
    assert run[:7] == ("incremental", "cli", "ok", 2, 1, 1, DAY)
    assert run[7] is not None


def test_each_window_of_a_run_is_a_span_with_its_rows(bench: Bench, stand_in: StandInQuestDb) -> None:
    stand_in.table().add(*(signal(number, DAY) for number in range(7)))
    with recorded_traces() as recorded:
        bench.run(signals())
    [run] = recorded.named("sync run")
    windows = recorded.named("sync window")
    assert sum(window.attributes["sync.rows_read"] for window in windows) == 7
    assert {window.parent_id for window in windows} == {run.id}
