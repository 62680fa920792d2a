"""A stream that says `evolve` follows what its source gains and widens; nothing else is changed for it."""

from dataclasses import replace
from typing import Any

import psycopg2
import pytest
from real_tables import RealTable
from stand_in_questdb import text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.streams.model import Stream
from suite_testing.databases import TestDatabase


@pytest.fixture
def stream(real_bench: Bench) -> Stream:
    real_bench.rows(
        "CREATE TABLE market.grown (id text, size integer, at timestamptz, updated_at timestamptz DEFAULT now(),"
        " UNIQUE (id, at)) PARTITION BY RANGE (at)"
    )
    columns: tuple[Any, ...] = (
        column("id", "id", "text", required=True),
        column("size", "size", "integer"),
        column("at", "at", "timestamptz", required=True),
    )
    named: dict[str, Any] = {"timestamp": "at", "target": "market.grown", "key": ("id", "at"), "time": "at"}
    return signals(name="grown", columns=columns, evolve=True, **named)


def test_added_and_widened_columns_of_a_real_table_are_followed(
    real_bench: Bench, questdb: str, stream: Stream
) -> None:
    table = RealTable(questdb, "id VARCHAR, size INT, at TIMESTAMP")
    table.insert(f"'a', 5, '{text(DAY)}'")
    mine = replace(stream, table=table.name)
    assert real_bench.run(mine).status == "ok"
    table.change("ALTER TABLE {table} ADD COLUMN venue SYMBOL")
    table.change("ALTER TABLE {table} ADD COLUMN price DOUBLE")
    table.change("ALTER TABLE {table} ALTER COLUMN size TYPE LONG")
    table.insert(f"'b', 9223372036854775807L, '{text(DAY)}', 'B3', 1.5", columns="id, size, at, venue, price")
    for _ in range(2):
        outcome = real_bench.run(mine)
        assert (outcome.status, outcome.tally.rejected) == ("ok", 0), outcome.error
    found = real_bench.rows("SELECT id, size, venue, price FROM market.grown ORDER BY id")
    assert found == [("a", 5, None, None), ("b", 2**63 - 1, "B3", 1.5)]
    assert real_bench.value("SELECT drift FROM sync_control") == []
    report = real_bench.reconcile(mine, deep=True)
    assert report["equal"] == report["windows"]
    table.change("ALTER TABLE {table} DROP COLUMN size")
    outcome = real_bench.run(mine)
    assert (outcome.status, "size" in str(outcome.error)) == ("failed", True)
    table.drop()


def test_a_dry_run_changes_no_target(real_bench: Bench, questdb: str, stream: Stream) -> None:
    table = RealTable(questdb, "id VARCHAR, size INT, venue SYMBOL, at TIMESTAMP")
    assert real_bench.run(replace(stream, table=table.name), dry_run=True).status == "ok"
    names = real_bench.rows("SELECT attname FROM pg_attribute WHERE attrelid = 'market.grown'::regclass AND attnum > 0")
    assert ("venue",) not in names
    table.drop()


def test_the_role_changes_only_tables_it_may_fill_and_only_so(database: TestDatabase, stream: Stream) -> None:
    with database.connect("app_sync", schema="sync") as connection, connection.cursor() as cursor:
        for schema, table in (("sync", "runs"), ("workspace", "items"), ("pg_catalog", "pg_class"), ("market", "none")):
            with pytest.raises(psycopg2.errors.UndefinedTable):
                cursor.execute("SELECT add_column(%s, %s, 'x', 'text')", (schema, table))
            with pytest.raises(psycopg2.errors.UndefinedColumn):
                cursor.execute("SELECT widen_column(%s, %s, 'id', 'bigint')", (schema, table))
        for kind in ("text; DROP TABLE x", "text DEFAULT now()", "market.trading_signals", "varchar"):
            with pytest.raises(psycopg2.errors.InvalidParameterValue):
                cursor.execute("SELECT add_column('market', 'grown', 'x', %s)", (kind,))
        for kind in ("smallint", "text", "integer"):
            with pytest.raises(psycopg2.errors.InvalidParameterValue):
                cursor.execute("SELECT widen_column('market', 'grown', 'size', %s)", (kind,))
