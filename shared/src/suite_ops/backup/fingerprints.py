"""What a database contains, in numbers: rows and a checksum of every table, the state of every sequence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from suite_ops.backup.failures import BackupError

# Text of a row must not depend on who asks. Row level security must not hide rows: better an error than half a list.
SESSION = (
    "SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET extra_float_digits = 3;"
    " SET bytea_output = 'hex'; SET row_security = off; SET statement_timeout = 0; SET search_path = pg_catalog"
)
SELECT_TABLES = """
    SELECT n.nspname, c.relname, c.relkind
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'S') AND NOT c.relispartition
      AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    ORDER BY 1, 2
"""
# A sum does not depend on the order of rows; 64 bits a row, so that equal sums mean equal contents.
SELECT_CONTENT = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {} AS t"
SELECT_STATE = "SELECT last_value, is_called::int FROM {}"


@dataclass(frozen=True)
class Fingerprint:
    """`rows` and the sum of the hashes of their texts; of a sequence its value and whether it was used."""

    rows: int
    checksum: str
    # Descriptions written before it was told have none.
    sequence: bool = field(default=False, compare=False)


def count_rows(tables: Mapping[str, "Fingerprint"]) -> int:
    """Rows of all tables; sequences have none."""
    return sum(entry.rows for entry in tables.values() if not entry.sequence)


def take_fingerprints(connection: Connection, schemas: Sequence[str] = ()) -> dict[str, Fingerprint]:
    """`schema.name` → fingerprint, for all tables and sequences the connection's transaction sees.

    With `schemas` only for those; BackupError names one that holds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(SESSION)
        found = dict(_fingerprints(cursor, schemas))
    empty = [schema for schema in schemas if not any(name.startswith(f"{schema}.") for name in found)]
    if empty:
        raise BackupError(f"no tables in schema {', '.join(empty)}")
    return found


def _fingerprints(cursor: Cursor, schemas: Sequence[str]) -> Iterator[tuple[str, Fingerprint]]:
    cursor.execute(SELECT_TABLES)
    for schema, name, kind in cursor.fetchall():
        if schemas and schema not in schemas:
            continue
        statement = SELECT_STATE if kind == "S" else SELECT_CONTENT
        cursor.execute(sql.SQL(statement).format(sql.Identifier(schema, name)))
        row = cursor.fetchone()
        assert row is not None
        yield f"{schema}.{name}", Fingerprint(int(row[0]), str(row[1]), kind == "S")


def compare(expected: Mapping[str, Fingerprint], found: Mapping[str, Fingerprint]) -> list[str]:
    """One line for each table or sequence that differs; empty when the contents are equal."""
    return [
        f"{name}: {_word(expected.get(name))} expected, {_word(found.get(name))} found"
        for name in sorted({*expected, *found})
        if expected.get(name) != found.get(name)
    ]


def _word(fingerprint: Fingerprint | None) -> str:
    return f"{fingerprint.rows} rows, checksum {fingerprint.checksum}" if fingerprint else "nothing"
