"""The situations in which a copy was called equal and was not, on a real QuestDB."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from real_tables import RealTable
from stand_in_questdb import text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.streams.model import Stream
from suite_ops.questdb.load import execute

HOUR = timedelta(hours=1)
COLUMNS = (
    column("id", "id", "text", required=True),
    column("value", "value", "text"),
    column("row", "$row", "jsonb"),
    column("at", "at", "timestamptz", required=True),
)


@pytest.fixture
def bench(real_bench: Bench) -> Bench:
    """With a target for rows of an id, a value and a time."""
    real_bench.rows(
        'CREATE TABLE market.things (id text, n integer DEFAULT 0, value text, "row" jsonb, at timestamptz,'
        " updated_at timestamptz DEFAULT now(), UNIQUE (id, at), UNIQUE (id, n, at)) PARTITION BY RANGE (at)"
    )
    real_bench.clock = lambda: DAY + timedelta(hours=12)
    return real_bench


def stream_of(table: RealTable, **changes: Any) -> Stream:
    """From this table into the target."""
    values: dict[str, Any] = {"columns": COLUMNS, "key": ("id", "at"), "name": "things", **changes}
    return signals(table=table.name, timestamp="at", target="market.things", time="at", **values)


def stored(bench: Bench) -> int:
    return int(bench.value("SELECT count(*) FROM market.things"))


def at(moment: Any) -> str:
    return f"'{text(moment)}'"


def test_one_row_dated_2030_hides_nothing(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP")
    table.insert(*(f"'s{n}', 'v', {at(DAY + n * HOUR)}" for n in range(5)), "'late', 'v', '2030-01-01T00:00:00Z'")
    stream = stream_of(table)
    outcome = bench.run(stream)
    assert (outcome.status, outcome.tally.inserted, outcome.tally.future) == ("ok", 5, 1)
    table.insert(*(f"'t{n}', 'v', {at(DAY + 6 * HOUR + n * timedelta(seconds=1))}" for n in range(500)))
    assert bench.run(stream).tally.inserted == 500
    report = bench.reconcile(stream)
    assert (report["differs"], report["rows_fixed"], stored(bench)) == (0, 0, 505)
    table.change("ALTER TABLE {table} DROP PARTITION LIST '2030-01-01'")
    assert bench.run(stream).tally.future == 0
    assert bench.value("SELECT resolution FROM quarantine") == "gone"
    table.drop()


def test_ticks_that_differ_only_in_an_array_are_told_apart_by_the_whole_row(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, book DOUBLE[][], bytes BINARY, at TIMESTAMP")
    ticks = [f"'a', 'v', ARRAY[[{n}.0, 1.5], [2.0, null]], null, {at(DAY)}" for n in range(5)]
    table.insert(*ticks)
    tally = bench.run(stream_of(table)).tally
    assert (tally.inserted, tally.collapsed, tally.rejected) == (1, 4, 4)
    report = bench.reconcile(stream_of(table), start=DAY, end=DAY + HOUR)
    assert (report["equal"], report["rows_quarantined"]) == (0, 4)
    assert bench.value("SELECT \"row\" -> 'book' FROM market.things") == [[0.0, 1.5], [2.0, None]]
    hashed = (column("id", "$rowhash", "text", required=True), *COLUMNS[1:])
    bench.rows("TRUNCATE market.things, sync_control, quarantine, windows")
    assert bench.run(stream_of(table, columns=hashed)).tally.inserted == 5
    report = bench.reconcile(stream_of(table, columns=hashed), start=DAY, end=DAY + HOUR)
    assert (report["equal"], report["depth"]["rows"]) == (1, 1)
    table.drop()


def test_binary_is_part_of_the_whole_row_and_never_cut(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, bytes BINARY, at TIMESTAMP")
    for name, size in (("small", 30), ("just", 32_768), ("large", 32_769)):
        table.change(f"INSERT INTO {{table}} SELECT '{name}', 'v', rnd_bin({size}, {size}, 0), {at(DAY)}")
    outcome = bench.run(stream_of(table))
    assert (outcome.status, outcome.tally.inserted, outcome.tally.rejected) == ("ok", 2, 1)
    lengths = bench.rows(
        "SELECT id, octet_length(decode(\"row\" ->> 'bytes', 'base64')) FROM market.things ORDER BY id"
    )
    assert lengths == [("just", 32_768), ("small", 30)]
    assert "32769 bytes long" in bench.value("SELECT reason FROM quarantine")
    table.drop()


def test_nanoseconds_of_one_id_within_a_microsecond_are_counted(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP_NS")
    table.insert(*(f"'a', 'v{n}', '2026-03-10T00:00:00.123456{n:03}Z'" for n in range(7)))
    tally = bench.run(stream_of(table)).tally
    assert (tally.inserted, tally.collapsed) == (1, 6)
    bench.rows("TRUNCATE market.things, sync_control, quarantine")
    numbered = (*COLUMNS[:1], column("n", "$occurrence", "integer"), *COLUMNS[1:])
    bench.rows("ALTER TABLE market.things DROP CONSTRAINT things_id_at_key")
    stream = stream_of(table, columns=numbered, key=("id", "n", "at"))
    assert bench.run(stream).tally.inserted == 7
    report = bench.reconcile(stream, start=DAY, end=DAY + HOUR)
    assert (report["equal"], stored(bench)) == (1, 7)
    table.drop()


@pytest.mark.parametrize(
    ("collapse", "result", "value"), [("quarantine", "quarantined", "v0"), ("last", "collapsed", "v41")]
)
def test_forty_two_rows_of_one_id_and_time_are_never_equal(
    bench: Bench, questdb: str, collapse: str, result: str, value: str
) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP")
    table.insert(*(f"'a', 'v{n}', {at(DAY)}" for n in range(42)))
    stream = stream_of(table, collapse=collapse)
    assert bench.run(stream).tally.collapsed == 41
    assert bench.value("SELECT value FROM market.things") == value
    report = bench.reconcile(stream, start=DAY, end=DAY + HOUR)
    assert (report["equal"], report[result]) == (0, 1)
    table.drop()


def test_changes_late_rows_and_dropped_partitions_of_a_real_table(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP")
    table.insert(*(f"'s{n}', 'v', {at(DAY - n * 6 * HOUR)}" for n in range(80)))
    stream = stream_of(table, lookback=timedelta(days=2), deep_every=timedelta(days=2), reconcile_every=HOUR * 12)
    assert bench.run(stream).tally.inserted == 80
    bench.reconcile(stream)
    table.change(f"UPDATE {{table}} SET value = 'changed' WHERE at < {at(DAY - timedelta(days=3))}")
    table.insert(f"'late', 'v', {at(DAY - timedelta(days=15, minutes=3))}")
    assert bench.reconcile(stream)["rows_fixed"] >= 1
    assert bench.value("SELECT count(*) FROM market.things WHERE id = 'late'") == 1
    for number in range(6):
        bench.clock = lambda number=number: DAY + HOUR * 12 * (number + 1)  # type: ignore[misc]
        bench.reconcile(stream)
    changed = table.rows("SELECT count() FROM {table} WHERE value = 'changed'")[0][0]
    assert bench.value("SELECT count(*) FROM market.things WHERE value = 'changed'") == changed > 60
    table.change(f"ALTER TABLE {{table}} DROP PARTITION WHERE at < {at(DAY - timedelta(days=10))}")
    report = bench.reconcile(stream, deep=True, delete_extra=True)
    assert (report["extra_in_target"], report["differs"], stored(bench)) == (0, 0, 81)
    assert bench.value("SELECT count(*) FROM windows WHERE result IN ('differs', 'extra_in_target')") == 0
    table.drop()


def test_a_suspended_log_of_a_real_table_fails_the_run(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP")
    table.insert(f"'a', 'v', {at(DAY)}")
    table.change("ALTER TABLE {table} SUSPEND WAL")
    table.insert(f"'b', 'v', {at(DAY)}")
    outcome = bench.run(stream_of(table))
    assert (outcome.status, outcome.tally.inserted) == ("failed", 1)
    assert f"ALTER TABLE {table.name} RESUME WAL" in str(outcome.error)
    table.change("ALTER TABLE {table} RESUME WAL")
    assert bench.run(stream_of(table)).status == "ok"
    assert stored(bench) == 2
    table.drop()


def test_the_largest_decimal_of_a_real_table_fits(bench: Bench, questdb: str) -> None:
    largest = "9" * 28 + "." + "9" * 10
    table = RealTable(questdb, "id VARCHAR, amount DECIMAL(38, 10), at TIMESTAMP")
    table.insert(f"'a', {largest}m, {at(DAY)}", f"'b', -{largest}m, {at(DAY)}")
    bench.rows("ALTER TABLE market.things ADD COLUMN amount numeric(38,10)")
    columns = (COLUMNS[0], column("amount", "amount", "numeric(38,10)"), COLUMNS[-1])
    outcome = bench.run(stream_of(table, columns=columns))
    assert (outcome.status, outcome.tally.inserted) == ("ok", 2)
    found = bench.rows("SELECT amount FROM market.things ORDER BY id")
    assert found == [(Decimal(largest),), (Decimal(f"-{largest}"),)]
    table.drop()


def test_a_table_made_again_with_as_many_rows_and_transactions_is_compared_again(bench: Bench, questdb: str) -> None:
    columns = "id VARCHAR, value VARCHAR, at TIMESTAMP"
    table = RealTable(questdb, columns)
    table.insert(*(f"'s{n}', 'old', {at(DAY + n * HOUR)}" for n in range(5)))
    stream = stream_of(table)
    bench.run(stream)
    assert bench.reconcile(stream, deep=True)["differs"] == 0
    table.drop()
    execute(questdb, f"CREATE TABLE {table.name} ({columns}) TIMESTAMP(at) PARTITION BY DAY WAL")
    table.insert(*(f"'s{n}', 'new', {at(DAY + n * HOUR)}" for n in range(5)))
    bench.clock = lambda: DAY + timedelta(hours=13)
    bench.reconcile(stream)
    assert bench.value("SELECT count(*) FROM market.things WHERE value = 'new'") == 5
    table.drop()


@pytest.mark.parametrize("unit", ["HOUR", "DAY", "WEEK", "MONTH", "YEAR", "NONE"])
def test_partitions_of_every_length_are_known_by_their_names(bench: Bench, questdb: str, unit: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP", partition=unit)
    moments = [
        ("a", "1970-01-01T00:00:00Z"),
        ("b", "2020-12-31T23:59:59.999999Z"),
        ("late", "2021-01-03T00:00:00Z"),
        ("c", "2021-01-03T23:59:59.999999Z"),
        ("d", "2025-12-29T01:00:00Z"),
    ]
    # Only a table that is divided takes rows out of their order.
    for name, moment in moments if unit == "NONE" else sorted(moments):
        table.insert(f"'{name}', 'v', '{moment}'")
    stream = stream_of(table, deep_every=timedelta(seconds=1))
    assert bench.run(stream).tally.inserted == 5
    report = bench.reconcile(stream)
    assert (report["rows_archived"], report["differs"], report["windows_due"]) == (0, 0, 0)
    assert bench.value("SELECT count(*) FROM windows WHERE depth = 'rows' AND result = 'equal' AND count > 0") == 5
    bench.rows("UPDATE market.things SET value = 'w' WHERE id = 'late'")
    bench.clock = lambda: DAY + timedelta(hours=13)
    assert bench.reconcile(stream)["rows_fixed"] == 1


def test_a_partition_that_is_parquet_is_held_and_one_that_is_detached_is_not(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP")
    table.insert(*(f"'s{n}', 'v', {at(DAY - n * 8 * HOUR)}" for n in range(12)))
    stream = stream_of(table)
    bench.run(stream)
    table.change("ALTER TABLE {table} CONVERT PARTITION TO PARQUET LIST '2026-03-07'")
    table.change("ALTER TABLE {table} DETACH PARTITION LIST '2026-03-08'")
    bench.rows("UPDATE market.things SET value = 'w' WHERE at >= '2026-03-07' AND at < '2026-03-09'")
    report = bench.reconcile(stream, deep=True, delete_extra=True)
    assert (report["rows_fixed"], report["rows_archived"], report["extra_in_target"]) == (3, 3, 0)
    assert (stored(bench), bench.value("SELECT count(*) FROM market.things WHERE value = 'w'")) == (12, 3)
    table.change("ALTER TABLE {table} CONVERT PARTITION TO NATIVE LIST '2026-03-07'")
    assert bench.reconcile(stream, deep=True)["rows_fixed"] == 0


def test_rows_that_outlive_their_time_to_live_in_the_source_are_archived(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP", partition="HOUR")
    table.insert(*(f"'s{n}', 'v', {at(DAY + n * HOUR / 4)}" for n in range(20)))
    stream = stream_of(table, window=3 * HOUR)
    bench.run(stream)
    bench.reconcile(stream, deep=True)
    table.change("ALTER TABLE {table} SET TTL 4 HOURS")
    table.insert(f"'new', 'v', {at(DAY + 10 * HOUR)}")
    assert len(table.rows()) < 10
    outcome = bench.run(stream)
    assert (outcome.status, outcome.tally.inserted) == ("ok", 1)
    for order in ({}, {"deep": True, "delete_extra": True}, {}):
        report = bench.reconcile(stream, **order)
        assert (report["differs"], report["extra_in_target"], report["rows_fixed"]) == (0, 0, 0)
        assert report["rows_archived"] == 21 - len(table.rows())
    assert stored(bench) == 21


@pytest.mark.parametrize("overlap", [timedelta(0), timedelta(minutes=10)])
def test_nanoseconds_within_one_microsecond_and_around_the_watermark_are_told_apart_or_told(
    bench: Bench, questdb: str, overlap: timedelta
) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP_NS")
    stream = stream_of(table, overlap=overlap)
    table.insert("'a', 'v', '2026-03-10T01:00:00.123456000Z'", "'b', 'v', '2026-03-10T01:00:00.123456789Z'")
    assert bench.run(stream).tally.inserted == 2
    table.insert("'c', 'v', '2026-03-10T01:00:00.123456999Z'", "'a', 'w', '2026-03-10T01:00:00.123456001Z'")
    outcome = bench.run(stream)
    assert (outcome.status, outcome.tally.inserted, outcome.tally.rejected) == ("ok", 1, 1)
    table.insert("'d', 'v', '2026-03-10T01:00:00.123457000Z'", "'e', 'v', '2026-03-10T00:59:59.999999999Z'")
    bench.run(stream)
    report = bench.reconcile(stream, deep=True)
    assert (report["differs"], report["rows_quarantined"], stored(bench)) == (0, 1, 5)
    assert bench.value("SELECT at FROM market.things WHERE id = 'e'") == DAY + HOUR - timedelta(microseconds=1)


def test_rows_a_filter_lets_in_and_out_are_followed(bench: Bench, questdb: str) -> None:
    table = RealTable(questdb, "id VARCHAR, value VARCHAR, at TIMESTAMP")
    table.insert(*(f"'s{n}', '{'in' if n % 2 else 'out'}', {at(DAY - n * 8 * HOUR)}" for n in range(40)))
    stream = stream_of(table, where="value = 'in'", lookback=timedelta(days=1), deep_every=timedelta(hours=4))
    assert bench.run(stream).tally.inserted == 20
    assert bench.reconcile(stream)["differs"] == 0
    table.change("UPDATE {table} SET value = 'in' WHERE id = 's30'")
    table.change("UPDATE {table} SET value = 'out' WHERE id = 's31'")
    bench.clock = lambda: DAY + timedelta(hours=18)
    report = bench.reconcile(stream, delete_extra=True)
    assert (report["differs"], report["extra_in_target"], report["rows_fixed"]) == (0, 0, 2)
    ids = {name for (name,) in bench.rows("SELECT id FROM market.things")}
    assert ids == {row[0] for row in table.rows("SELECT id FROM {table} WHERE value = 'in'")}
