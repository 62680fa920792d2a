"""Tables that nothing reads go, unless they hold rows."""

from pathlib import Path

import psycopg2
import pytest
from blog_client import Rows

from suite.environment import find_root
from suite_testing.databases import TestDatabase

MIGRATION = find_root(Path(__file__)) / "services/blog-api/migrations/0008_drop_unused_tables.sql"
TABLES = ("ai_generation_logs", "ai_prompts", "theme_settings")


def test_they_are_gone(rows: Rows) -> None:
    for table in TABLES:
        assert rows.value("SELECT to_regclass(%s)", f"blog.{table}") is None


@pytest.mark.parametrize("table", TABLES)
def test_one_that_holds_rows_stays_and_its_export_is_named(blog_database: TestDatabase, table: str) -> None:
    with blog_database.connect(schema="blog") as connection:
        connection.autocommit = False
        rows = Rows(connection)
        for name in TABLES:
            rows.run(f"CREATE TABLE {name} (id integer)")
        rows.run(f"INSERT INTO {table} VALUES (1)")
        with pytest.raises(psycopg2.errors.RaiseException) as refused:
            rows.run(MIGRATION.read_text(encoding="utf-8"))
        assert refused.value.diag.message_primary == f"table {table} holds rows"
        assert f"copy blog.{table} TO {table}.csv" in (refused.value.diag.message_hint or "")
        connection.rollback()
