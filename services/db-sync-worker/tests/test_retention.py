"""Partitions come ahead of rows and go when their whole day is past: never a younger row."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg2
import pytest
from stand_in_questdb import Fault, StandInQuestDb, text
from sync_bench import DAY, Bench, signals

from suite_testing.databases import TestDatabase

RETENTION = timedelta(days=90)
# A leap day, both changes of daylight saving time in Europe and the Americas, a turn of the year.
BOUNDARIES = [
    datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2025, 10, 26, tzinfo=UTC),
    datetime(2025, 11, 2, tzinfo=UTC),
    datetime(2025, 12, 31, tzinfo=UTC),
]


def fill(bench: Bench, day: datetime) -> None:
    """A row an hour over five days around `day`, and the last microsecond of each hour."""
    bench.rows(
        "SELECT market.add_partition('trading_signals', (%s::date + n)::date) FROM generate_series(-2, 2) n", day
    )
    bench.rows(
        "INSERT INTO market.trading_signals (signal_id, source, symbol, direction, created_at)"
        " SELECT at::text, 's', 'X', 'B', at FROM generate_series(%s - interval '2 days', %s + interval '71 hours',"
        " interval '1 hour') hour CROSS JOIN LATERAL (VALUES (hour), (hour + interval '59 min 59.999999 s')) v (at)",
        day,
        day,
    )


@pytest.mark.parametrize("day", BOUNDARIES, ids=lambda day: day.date().isoformat())
@pytest.mark.parametrize("zone", ["UTC", "Europe/Lisbon", "America/Sao_Paulo"])
def test_only_days_that_are_wholly_past_are_dropped(bench: Bench, day: datetime, zone: str) -> None:
    fill(bench, day)
    stream = signals(retention=RETENTION, retention_drop=True)
    for step in (timedelta(0), timedelta(hours=23, minutes=59), timedelta(days=1), timedelta(days=1, microseconds=1)):
        now = day + RETENTION + step
        bench.keep_up(stream, now, zone=zone)
        oldest = bench.value("SELECT min(created_at) FROM market.trading_signals")
        expected = (day + step).replace(hour=0, minute=0, second=0, microsecond=0)
        assert oldest == expected
        assert bench.value("SELECT count(*) FROM market.trading_signals WHERE created_at >= %s", expected) == 2 * 24 * (
            (day + timedelta(days=3) - expected).days
        )


def test_partitions_are_there_a_week_ahead_and_a_second_run_changes_nothing(bench: Bench) -> None:
    now = datetime.now(UTC)
    stream = signals(retention=RETENTION)
    bench.keep_up(stream, now)
    days = bench.rows("SELECT relname FROM pg_class WHERE relname LIKE 'trading\\_signals\\_2%%' AND relkind = 'r'")
    assert len(days) == 8
    assert bench.keep_up(stream, now) == []
    assert bench.rows("SELECT count(*) FROM pg_inherits WHERE inhparent = 'market.trading_signals'::regclass") == [(8,)]


def test_expired_rows_of_the_source_are_counted_and_not_copied(bench: Bench, stand_in: StandInQuestDb) -> None:
    values = {"symbol": "X", "direction": "B", "confidence": "1", "volume": "1"}
    table = stand_in.table()
    for number in range(10):
        moment = DAY - timedelta(days=number)
        table.add({"signal_id": f"s{number}", **values, "created_at": text(moment)})
    outcome = bench.run(signals(retention=timedelta(days=4)))
    assert (outcome.status, outcome.tally.inserted, outcome.tally.expired) == ("ok", 4, 6)
    assert bench.value("SELECT min(created_at) FROM market.trading_signals") == DAY - timedelta(days=3)


def test_without_an_archive_expired_partitions_are_kept_until_somebody_says_they_may_go(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    values = {"symbol": "X", "direction": "B", "confidence": "1", "volume": "1"}
    table = stand_in.table()
    table.add(*({"signal_id": f"s{n}", **values, "created_at": text(DAY - n * timedelta(hours=12))} for n in range(10)))
    bench.run(signals())
    stream, now = signals(retention=timedelta(days=10)), DAY + timedelta(days=9)
    table.rows[:] = [row for row in table.rows if str(row["created_at"]) >= str(text(DAY - timedelta(days=4)))]
    (kept,) = bench.keep_up(stream, now)
    assert (kept.dropped, len(kept.days), kept.rows, kept.source_rows) == (False, 4, 7, 6)
    assert "the source still has 6 rows of that time; kept" in str(kept)
    assert "--confirm-drop" in str(kept)
    assert len(bench.signals()) == 10
    stand_in.fault = lambda path, query: Fault(status=400)
    (kept,) = bench.keep_up(stream, now)
    assert "the source does not say" in str(kept)
    (gone,) = bench.keep_up(stream, now, confirmed=True)
    assert (gone.dropped, gone.days, len(bench.signals())) == (True, kept.days, 3)
    assert len(bench.dropped(replace(stream, retention_drop=True), now + timedelta(days=1))) == 1


def test_the_functions_touch_nothing_but_market_and_no_day_that_is_not_over(database: TestDatabase) -> None:
    with database.connect("app_sync", schema="sync") as connection, connection.cursor() as cursor:
        for name in ("runs", "pg_class", "trading_signals; DROP TABLE x", "nothing"):
            with pytest.raises(psycopg2.errors.UndefinedTable):
                cursor.execute("SELECT market.add_partition(%s, '2026-01-01')", (name,))
            cursor.execute("SELECT market.drop_partition(%s, '2020-01-01')", (name,))
            assert cursor.fetchall() == [(False,)]
        today = datetime.now(UTC).date()
        cursor.execute("SELECT market.add_partition('executions', %s)", (today,))
        with pytest.raises(psycopg2.errors.InvalidParameterValue):
            cursor.execute("SELECT market.drop_partition('executions', %s)", (today,))
        cursor.execute("SELECT market.drop_partition('executions', %s)", (date(2019, 1, 1),))


def test_the_role_reads_its_own_schemas_only_and_creates_nothing_lasting(database: TestDatabase) -> None:
    with database.connect("app_sync", schema="sync") as connection, connection.cursor() as cursor:
        for statement in (
            "CREATE TABLE market.mine (a int)",
            "CREATE TABLE sync.mine (a int)",
            "DROP TABLE market.trading_signals",
            "TRUNCATE market.trading_signals",
            "SELECT * FROM bus.schema_migrations",
            "SELECT * FROM workspace.schema_migrations",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
