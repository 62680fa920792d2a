"""Statements on a driver connection. The engine runs in plain processes and holds one connection a stream."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Composable, Identifier

Parameters = Mapping[str, Any] | Sequence[Any] | None
Statement = str | Composable


def rows(connection: Connection, statement: Statement, parameters: Parameters = None) -> list[tuple[Any, ...]]:
    """All rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def row(connection: Connection, statement: Statement, parameters: Parameters = None) -> tuple[Any, ...] | None:
    """The first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()


def value(connection: Connection, statement: Statement, parameters: Parameters = None) -> Any:
    """The first column of the first row, or None."""
    found = row(connection, statement, parameters)
    return found[0] if found else None


def run(connection: Connection, statement: Statement, parameters: Parameters = None) -> int:
    """How many rows the statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def names(columns: Sequence[str], prefix: str | None = None) -> Composable:
    """A comma list of identifiers, each below `prefix` when given."""
    parts = [Identifier(prefix, name) if prefix else Identifier(name) for name in columns]
    return SQL(", ").join(parts)
