"""Tables that nothing reads go, unless they hold rows."""

import psycopg2
import psycopg2.errors
import pytest
from movies_databases import rows

from suite.environment import find_root
from suite_testing.databases import TestDatabase

MIGRATION = find_root() / "services" / "movies-api" / "migrations" / "0009_drop_quotes.sql"


def test_quotes_are_gone(database: TestDatabase) -> None:
    assert rows(database, "SELECT to_regclass('movies.quotes')") == [(None,)]


def test_quotes_that_somebody_wrote_stay_and_their_export_is_named(own_database: TestDatabase) -> None:
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE quotes (id integer); INSERT INTO quotes VALUES (1)")
        with pytest.raises(psycopg2.errors.RaiseException) as refused:
            cursor.execute(MIGRATION.read_text(encoding="utf-8"))
    assert refused.value.diag.message_primary == "table quotes holds rows"
    assert "copy movies.quotes TO quotes.csv" in (refused.value.diag.message_hint or "")
    assert rows(own_database, "SELECT count(*) FROM quotes") == [(1,)]
