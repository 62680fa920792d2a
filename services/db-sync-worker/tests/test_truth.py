"""What is called equal is equal, and what is not is told: rows of the future, rows that share a key, changes nobody's
sum shows, late rows, dropped partitions, a log that is suspended, a worker that is killed all the time."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from interrupted import Fate, Killed, mortal
from stand_in_questdb import Row, StandInQuestDb, Table, text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.engine.outcome import RECONCILE, RESET, Order
from db_sync_worker.streams.model import Stream
from suite_ops.processes.patience import wait_until

HOUR = timedelta(hours=1)


def row(number: int, minutes: float, **changes: str | None) -> Row:
    """A row of the source, so many minutes after the beginning of the day."""
    values = {"symbol": "X", "direction": "BUY", "confidence": "1.5", "volume": "7"}
    return {"signal_id": f"s{number}", **values, "created_at": text(DAY + timedelta(minutes=minutes)), **changes}


def fill(stand_in: StandInQuestDb, rows: int = 30) -> Table:
    """A row every ten minutes."""
    table = stand_in.table()
    table.add(*(row(number, number * 10) for number in range(rows)))
    return table


def count(bench: Bench) -> int:
    return int(bench.value("SELECT count(*) FROM market.trading_signals"))


def test_a_row_of_the_future_is_kept_aside_and_nothing_behind_it_is_missed(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    table = fill(stand_in)
    table.add(row(900, 60 * 24 * 1400))
    bench.clock = lambda: DAY + 5 * HOUR
    outcome = bench.run(signals())
    assert (outcome.status, outcome.tally.inserted, outcome.tally.future) == ("ok", 30, 1)
    assert bench.value("SELECT last_synced FROM sync_control") == DAY + timedelta(minutes=290)
    ((reason, raw),) = bench.rows("SELECT reason, raw ->> 'signal_id' FROM quarantine WHERE resolved_at IS NULL")
    assert (reason, raw) == ("lies further in the future than max_future allows", "s900")
    table.add(row(31, 301))
    bench.clock = lambda: DAY + 6 * HOUR
    assert bench.run(signals()).tally.inserted == 1
    report = bench.reconcile(signals())
    assert (report["differs"], report["repaired"], report["rows_fixed"]) == (0, 0, 0)
    assert report["to"] <= str(text(DAY + 7 * HOUR))


def test_a_row_whose_time_comes_is_copied_and_one_that_is_taken_back_is_gone(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    table = fill(stand_in)
    table.add(row(900, 600), row(901, 60 * 24 * 1400))
    bench.clock = lambda: DAY + 5 * HOUR
    assert bench.run(signals()).tally.future == 2
    bench.clock = lambda: DAY + 12 * HOUR
    table.rows.pop()
    table.add(row(950, 720))
    assert bench.run(signals()).tally.future == 0
    assert count(bench) == 32
    assert bench.value("SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == 0


def test_a_watermark_ahead_of_the_source_fails_with_its_remedy(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = fill(stand_in)
    bench.run(signals())
    bench.rows("UPDATE sync_control SET last_synced = '2030-01-01', source_max = '2030-01-01', position = '2030-01-01'")
    table.add(*(row(100 + number, 300 + number) for number in range(50)))
    bench.clock = lambda: DAY + 6 * HOUR
    outcome = bench.run(signals())
    assert outcome.status == "failed"
    assert "--reset-watermark --stream tp_capital_signals" in str(outcome.error)
    assert bench.run(signals(), mode=RESET).status == "ok"
    assert bench.value("SELECT last_synced FROM sync_control") == DAY + timedelta(minutes=290)
    assert bench.run(signals()).tally.inserted == 50
    assert count(bench) == 80


def test_a_source_that_lost_its_newest_rows_is_told(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = fill(stand_in)
    bench.run(signals())
    del table.rows[10:]
    assert "is ahead of the source" in str(bench.run(signals()).error)
    table.rows.clear()
    assert "which is empty" in str(bench.run(signals()).error)


def collided(stand_in: StandInQuestDb) -> Table:
    """Thirteen rows with five keys, three of them alike in everything."""
    table = stand_in.table()
    table.add(*(row(number % 5, number % 5, volume=str(number)) for number in range(10)))
    table.add(*(row(4, 4, volume="99") for _ in range(3)))
    return table


def test_rows_that_share_a_key_are_quarantined_counted_and_never_equal(bench: Bench, stand_in: StandInQuestDb) -> None:
    collided(stand_in)
    outcome = bench.run(signals())
    tally = outcome.tally
    assert (tally.rows_read, tally.inserted, tally.rejected, tally.collapsed) == (13, 5, 8, 8)
    reasons = bench.rows("SELECT reason, count(*) FROM quarantine WHERE resolved_at IS NULL GROUP BY 1")
    assert reasons == [("shares its key with an earlier row", 8)]
    report = bench.reconcile(signals(), start=DAY, end=DAY + HOUR)
    assert (report["equal"], report["quarantined"], report["rows_quarantined"]) == (0, 1, 8)
    (detail,) = report["details"]
    assert (detail["source"]["count"], detail["target"]["count"]) == (13, 5)
    again = bench.run(signals())
    assert (again.tally.unchanged, again.tally.rejected) == (5, 8)
    assert bench.value("SELECT count(*) FROM quarantine") == 8


def test_rows_that_share_a_key_give_way_to_the_last_where_the_stream_says_so(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    collided(stand_in)
    stream = signals(collapse="last")
    tally = bench.run(stream).tally
    assert (tally.inserted, tally.unchanged, tally.rejected, tally.collapsed) == (5, 0, 0, 8)
    assert bench.value("SELECT payload ->> 'volume' FROM market.trading_signals WHERE signal_id = 's4'") == "99"
    report = bench.reconcile(stream, start=DAY, end=DAY + HOUR)
    assert (report["equal"], report["collapsed"], report["rows_collapsed"]) == (0, 1, 8)
    assert bench.value("SELECT value FROM counters WHERE name = 'rows' AND label = 'collapsed'") == 8


def test_rows_that_share_a_key_fail_a_stream_that_refuses_them(bench: Bench, stand_in: StandInQuestDb) -> None:
    collided(stand_in)
    outcome = bench.run(signals(collapse="refuse"))
    assert outcome.status == "failed"
    assert "share their key (signal_id, created_at)" in str(outcome.error)
    assert count(bench) == 0


@pytest.mark.parametrize("batch_rows", [3, 50_000])
def test_an_occurrence_number_tells_rows_of_one_key_apart(
    bench: Bench, stand_in: StandInQuestDb, batch_rows: int
) -> None:
    bench.rows(
        "CREATE TABLE market.ticks (id text, n integer, volume bigint, at timestamptz, updated_at timestamptz"
        " DEFAULT now(), UNIQUE (id, n, at)) PARTITION BY RANGE (at)"
    )
    columns = (
        column("id", "signal_id", "text", required=True),
        column("n", "$occurrence", "integer"),
        column("volume", "volume", "bigint"),
        column("at", "created_at", "timestamptz", required=True),
    )
    stream = signals(target="market.ticks", key=("id", "n", "at"), time="at", columns=columns, batch_rows=batch_rows)
    collided(stand_in)
    assert bench.run(stream).tally.inserted == 13
    assert bench.run(stream).tally.unchanged == 13
    found = bench.rows("SELECT n, volume FROM market.ticks WHERE id = 's4' ORDER BY n")
    assert found == [(1, 4), (2, 9), (3, 99), (4, 99), (5, 99)]
    report = bench.reconcile(stream, deep=True)
    assert report["equal"] == report["windows"]


@pytest.mark.parametrize("blocks", [1, 40])
def test_more_rows_of_one_key_than_an_answer_has_blocks_are_all_counted(
    bench: Bench, stand_in: StandInQuestDb, monkeypatch: pytest.MonkeyPatch, blocks: int
) -> None:
    monkeypatch.setattr("db_sync_worker.source.client.BLOCK_BYTES", 100_000 // blocks)
    stand_in.table().add(*(row(7, 1, volume=str(number)) for number in range(400)))
    stream = signals(max_reject_ratio=1, batch_rows=17)
    assert bench.run(stream).tally.collapsed == 399
    assert count(bench) == 1
    assert bench.run(signals(collapse="last", batch_rows=17)).tally.collapsed == 399
    assert bench.value("SELECT payload ->> 'volume' FROM market.trading_signals") == "399"


def pass_by(bench: Bench, stream: Stream, moment: Any) -> dict[str, Any]:
    """A reconciliation of the loop at this moment."""
    bench.clock = lambda: moment
    return bench.reconcile(stream, trigger="loop")


def test_changes_no_sum_shows_are_all_found_within_deep_every(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    start = DAY - timedelta(days=20)
    for number in range(20 * 24):
        table.add(row(number, 0, created_at=text(start + number * HOUR), volume="1", confidence="1"))
    stream = signals(lookback=timedelta(days=2), reconcile_every=timedelta(hours=6), deep_every=timedelta(days=4))
    bench.clock = lambda: DAY
    assert bench.run(stream).tally.inserted == 480
    bench.rows("UPDATE market.trading_signals SET symbol = 'Z' WHERE created_at < %s", DAY - timedelta(days=1))
    bench.rows("UPDATE market.trading_signals SET confidence = 2 WHERE signal_id = 's30'")
    bench.rows("UPDATE market.trading_signals SET confidence = 0 WHERE signal_id = 's31'")
    bench.clock = lambda: DAY
    reports = [pass_by(bench, stream, DAY + number * timedelta(hours=6)) for number in range(16)]
    assert bench.value("SELECT count(*) FROM market.trading_signals WHERE symbol = 'Z' OR confidence <> 1") == 0
    assert reports[-1]["windows_due"] == 0
    assert [entry["depth"] for entry in reports[0]["compared"]].count("rows") >= 1
    firsts = [
        min(entry["from"] for entry in report["compared"] if entry["depth"] == "rows" and "at" not in entry)
        for report in reports[:6]
    ]
    assert all(later <= earlier for earlier, later in pairwise(firsts)), "the newest windows come first"
    never = bench.value("SELECT count(*) FROM windows WHERE count > 0 AND rows_at < %s", DAY - timedelta(days=4))
    assert never == 0


def test_old_rows_only_the_target_has_are_told_within_deep_every(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(*(row(number, 0, created_at=text(DAY - number * 6 * HOUR)) for number in range(40)))
    stream = signals(lookback=timedelta(days=1), deep_every=timedelta(hours=4))
    bench.run(stream)
    bench.reconcile(stream)
    foreign = DAY - timedelta(days=5, hours=2)
    bench.rows(
        "INSERT INTO market.trading_signals (signal_id, source, symbol, direction, created_at)"
        " VALUES ('foreign', 's', 'X', 'B', %s)",
        foreign,
    )
    bench.clock = lambda: DAY + timedelta(days=1, hours=5)
    assert bench.reconcile(stream)["extra_in_target"] == 1
    (told,) = bench.rows("SELECT window_start FROM windows WHERE result = 'extra_in_target'")
    assert told == (foreign,)


def test_a_part_of_a_window_that_was_compared_does_not_speak_for_the_rest(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    table = stand_in.table()
    table.add(*(row(number, 0, created_at=text(DAY - 20 * HOUR + number * HOUR / 6)) for number in range(60)))
    stream = signals(lookback=HOUR, deep_every=timedelta(days=4), start=str(text(DAY - timedelta(days=9))))
    bench.clock = lambda: DAY + timedelta(days=3)
    bench.run(stream)
    half = DAY - 15 * HOUR + HOUR / 2
    bench.rows("UPDATE market.trading_signals SET symbol = 'Z' WHERE signal_id IN ('s31', 's34')")
    report = bench.reconcile(stream, start=half, end=half + HOUR / 2, deep=True, repair=False)
    assert report["differs"] == 1
    assert bench.value("SELECT count(*) FROM windows WHERE result = 'differs'") == 1
    assert bench.reconcile(stream)["windows_due"] == 0
    assert bench.value("SELECT count(*) FROM market.trading_signals WHERE symbol = 'Z'") == 0
    assert bench.value("SELECT count(*) FROM windows WHERE result = 'differs'") == 0
    overlapping = (
        "SELECT count(*) FROM windows a JOIN windows b ON a.window_start < b.window_start"
        " AND a.window_end > b.window_start"
    )
    assert bench.value(overlapping) == 0


def test_a_report_names_the_range_and_the_depth_of_what_it_calls_equal(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(*(row(number, 0, created_at=text(DAY - number * HOUR)) for number in range(72)))
    bench.clock = lambda: DAY + HOUR
    stream = signals(deep_every=timedelta(days=3650), reconcile_every=timedelta(minutes=1))
    bench.run(stream)
    report = bench.reconcile(stream, start=DAY - 71 * HOUR, end=DAY + HOUR)
    assert sum(report["depth"].values()) == report["windows"] == report["equal"] == 72
    assert (report["depth"]["rows"], report["depth"]["sums"]) == (24, 48)
    shown = [(entry["from"], entry["to"], entry["depth"]) for entry in report["compared"]]
    assert shown == [
        (text(DAY - 71 * HOUR), text(DAY - 23 * HOUR), "sums"),
        (text(DAY - 23 * HOUR), text(DAY + HOUR), "rows"),
    ]


def test_late_rows_older_than_the_lookback_are_found_by_their_partition(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(*(row(number, 0, created_at=text(DAY - number * 6 * HOUR)) for number in range(120)))
    stream = signals(lookback=timedelta(days=1), deep="never")
    bench.run(stream)
    assert bench.reconcile(stream)["rows_fixed"] == 0
    table.add(row(900, 0, created_at=text(DAY - timedelta(days=25, minutes=7))))
    stand_in.asked.clear()
    report = bench.reconcile(stream)
    assert (report["repaired"], report["rows_fixed"], count(bench)) == (1, 1, 121)
    assert len([query for _, query in stand_in.asked if " FROM table_partitions(" in query]) == 1
    assert bench.reconcile(stream)["rows_fixed"] == 0


def test_a_dropped_partition_is_archived_and_no_mismatch(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(*(row(number, 0, created_at=text(DAY - number * 6 * HOUR)) for number in range(40)))
    bench.run(signals())
    bench.reconcile(signals())
    table.rows[:] = [entry for entry in table.rows if str(entry["created_at"]) >= str(text(DAY - timedelta(days=3)))]
    report = bench.reconcile(signals(), delete_extra=True, deep=True)
    assert (report["differs"], report["extra_in_target"], report["repaired"]) == (0, 0, 0)
    assert report["rows_archived"] > 0
    assert count(bench) == 40
    unwell = bench.value("SELECT count(*) FROM windows WHERE result IN ('differs', 'extra_in_target')")
    assert unwell == 0


def questions(stand_in: StandInQuestDb, word: str = "") -> int:
    """How many the source was asked since the last time."""
    found = len([query for _, query in stand_in.asked if word in query])
    stand_in.asked.clear()
    return found


def test_an_emptied_source_is_not_searched_day_by_day_back_to_1970(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = fill(stand_in)
    bench.run(signals())
    bench.reconcile(signals())
    table.rows.clear()
    table.transaction += 1
    questions(stand_in)
    report = bench.reconcile(signals(), delete_extra=True)
    assert (report["differs"], report["rows_archived"], count(bench)) == (0, 30, 30)
    assert questions(stand_in) < 30


@pytest.mark.parametrize("partition", ["NONE", "DAY"])
def test_only_days_with_rows_are_asked_about_whatever_lies_between_them(
    bench: Bench, stand_in: StandInQuestDb, partition: str
) -> None:
    table = fill(stand_in)
    table.partition = partition
    table.add(*(row(number, 0, created_at=f"19{number}-01-01T00:00:00.000000Z") for number in range(70, 80)))
    stream = signals(lookback=timedelta(days=1))
    bench.run(stream)
    questions(stand_in)
    report = bench.reconcile(stream)
    assert (report["differs"], report["windows_due"], report["rows_fixed"]) == (0, 0, 0)
    assert bench.value("SELECT count(*) FROM windows WHERE rows_at IS NOT NULL AND window_start < '1980-01-01'") == 10
    assert questions(stand_in) < 150
    table.add(row(900, 0, created_at="1975-06-01T00:00:00.000000Z"))
    assert bench.reconcile(stream)["rows_fixed"] == 1
    questions(stand_in)
    assert bench.reconcile(stream)["rows_fixed"] == 0
    assert questions(stand_in) < 30


def test_a_long_partition_whose_rows_were_compared_is_not_asked_about_day_by_day(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    table = stand_in.table()
    table.partition = "YEAR"
    table.add(*(row(number, 0, created_at=text(DAY - number * 24 * HOUR)) for number in range(2, 60)))
    stream = signals(lookback=timedelta(days=1), reconcile_every=None, deep_every=timedelta(hours=4))
    bench.run(stream)
    assert bench.reconcile(stream)["windows_due"] == 0
    questions(stand_in)
    assert bench.reconcile(stream)["rows_fixed"] == 0
    assert questions(stand_in) < 30


def test_rows_before_the_start_of_a_stream_are_none_of_its_business(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.add(*(row(number, 0, created_at=text(DAY - number * 6 * HOUR)) for number in range(40)))
    bench.clock = lambda: DAY + HOUR
    stream = signals(start="-24h", lookback=timedelta(days=7))
    assert bench.run(stream).tally.inserted == 4
    report = bench.reconcile(stream)
    assert (report["repaired"], report["differs"], report["rows_fixed"]) == (0, 0, 0)
    assert report["from"] == text(DAY - 23 * HOUR)
    assert count(bench) == 4


def test_a_suspended_log_fails_the_run_after_what_can_be_read(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in).suspended = True
    outcome = bench.run(signals())
    assert (outcome.status, outcome.tally.inserted) == ("failed", 30)
    assert "ALTER TABLE tp_capital_signals RESUME WAL" in str(outcome.error)
    assert bench.value("SELECT suspended FROM sync_control") is True
    stand_in.tables["tp_capital_signals"].suspended = False
    assert bench.run(signals()).status == "ok"
    assert bench.value("SELECT suspended FROM sync_control") is False


def test_the_largest_number_of_thirty_eight_digits_fits_its_column(bench: Bench, stand_in: StandInQuestDb) -> None:
    bench.rows(
        "CREATE TABLE market.sums (id text, amount numeric(38,10), at timestamptz,"
        " updated_at timestamptz DEFAULT now(), UNIQUE (id, at)) PARTITION BY RANGE (at)"
    )
    largest = "9" * 28 + "." + "9" * 10
    stand_in.table(id="VARCHAR", amount="DECIMAL", at="TIMESTAMP").add(
        {"id": "a", "amount": largest, "at": text(DAY)},
        {"id": "b", "amount": f"-{largest}", "at": text(DAY)},
        {"id": "c", "amount": "1" + "0" * 28, "at": text(DAY)},
    )
    columns = (
        column("id", "id", "text", required=True),
        column("amount", "amount", "numeric(38,10)"),
        column("at", "at", "timestamptz", required=True),
    )
    stream = signals(timestamp="at", target="market.sums", key=("id", "at"), time="at", columns=columns)
    assert bench.run(stream).tally.rejected == 1
    found = bench.rows("SELECT id, amount FROM market.sums ORDER BY id")
    assert found == [("a", Decimal(largest)), ("b", Decimal(f"-{largest}"))]


def test_a_worker_that_is_killed_all_the_time_gets_on(bench: Bench, stand_in: StandInQuestDb) -> None:
    """Also where a rejected row holds the watermark back, and within one long window."""
    table = stand_in.table()
    table.add(*(row(number, number, symbol=None if number % 60 == 5 else "X") for number in range(600)))
    fate = Fate()
    engine = bench.engine(**mortal(fate))
    stream = signals(batch_rows=10, window=timedelta(hours=5), overlap=timedelta(minutes=2))
    positions = []
    for _ in range(60):
        fate.doom(70, after=False)
        try:
            outcome = engine.run(stream, Order())
        except Killed:
            outcome = None
        assert wait_until(lambda: bench.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0, 60)
        positions.append(bench.value("SELECT max(position) FROM sync_control"))
        if outcome and outcome.status == "ok":
            break
    assert outcome and outcome.status == "ok"
    assert fate.killed > 3
    known = [position for position in positions if position]
    assert known == sorted(known)
    assert count(bench) == 590
    assert bench.value("SELECT last_synced FROM sync_control") == DAY + timedelta(minutes=599)


def test_rows_that_were_dropped_from_quarantine_stay_told(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = fill(stand_in)
    table.rows[3]["symbol"] = None
    bench.run(signals())
    bench.rows("UPDATE quarantine SET resolution = 'dropped', resolved_at = now()")
    report = bench.reconcile(signals(), start=DAY, end=DAY + HOUR)
    assert (report["rows_quarantined"], report["rows_dropped"], report["differs"]) == (0, 1, 0)
    assert bench.value("SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == 0


def test_a_row_is_not_tried_for_ever(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in).rows[3]["symbol"] = None
    bench.run(signals())
    for _ in range(30):
        bench.run(signals(), mode=RECONCILE, start=DAY, end=DAY + HOUR)
    assert bench.value("SELECT attempts FROM quarantine") == 20
