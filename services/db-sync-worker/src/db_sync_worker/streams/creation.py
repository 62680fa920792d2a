"""A stream and its target made from a table of the source: `--init-stream`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.sql import Composable

from db_sync_worker.source import queries
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.columns import SourceColumn, type_name
from db_sync_worker.streams.creation_queries import create_target

ROLE = "app_sync"
# What the target needs for itself.
TAKEN = frozenset({"updated_at", "row_hash", "row_number"})
_TYPES = {
    "BOOLEAN": "boolean",
    "BYTE": "smallint",
    "SHORT": "smallint",
    "INT": "integer",
    "LONG": "bigint",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "UUID": "uuid",
    "IPV4": "inet",
    "DATE": "timestamptz",
    "TIMESTAMP": "timestamptz",
    "TIMESTAMP_NS": "timestamptz",
    "BINARY": "bytea",
    "DOUBLE[]": "double precision[]",
}
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


class CannotInit(Exception):
    """No stream can be made of the table"""


@dataclass(frozen=True)
class StreamDraft:
    """A stream as the streams file has it, the statements that make its target, and what was left out."""

    entry: dict[str, Any]
    statements: tuple[Composable, ...]
    notes: tuple[str, ...]


def draft_stream(source: QuestDb, table: str, target: str, partition: str, name: str | None) -> StreamDraft:
    """A draft of a stream from `table` into `target`; CannotInit, and what the source raises."""
    found = source.select(queries.show_columns(table))
    time = next((row[0] for row in found if row[7] is True), None)
    if time is None:
        raise CannotInit(f"{table} has no designated timestamp")
    columns, notes = _columns(found, time)
    deduplicated = [row[0] for row in found if row[8] is True]
    key = [target_name(origin) for origin in deduplicated if target_name(origin) in columns]
    if len(key) != len(deduplicated) or not key:
        # Nothing promises that rows differ in less than everything, and not even that.
        columns["row_hash"] = {"from": "$rowhash", "type": "text", "required": True}
        columns["row_number"] = {"from": "$occurrence", "type": "integer"}
        key = ["row_hash", "row_number", target_name(time)]
    for column in key:
        if columns[column]["from"] != "$occurrence":
            columns[column]["required"] = True
    entry = {
        "name": name or target_name(table),
        "source": {"table": table, "timestamp": time},
        "target": {"table": target, "key": key, "time": target_name(time), "partition": partition},
        "columns": columns,
        "start": "min",
        "reconcile": {"every": "1h", "lookback": "7d", "deep": "hot"},
    }
    return StreamDraft(entry, tuple(create_target(entry, ROLE)), tuple(notes))


def _columns(found: Sequence[Sequence[Any]], time: str) -> tuple[dict[str, dict[str, Any]], list[str]]:
    columns: dict[str, dict[str, Any]] = {}
    notes = []
    for name, written, *_ in found:
        origin, target = SourceColumn(name, type_name(written)), target_name(name)
        if not IDENTIFIER.fullmatch(name):
            notes.append(f"column {name} is left out: its name is no identifier")
        elif origin.family is None:
            notes.append(f"column {name} is left out: {written} cannot be copied")
        elif target in columns or target in TAKEN:
            notes.append(f"column {name} is left out: the target has a column {target} already")
        else:
            columns[target] = {"from": name, "type": target_type(written)}
    return columns, notes


def target_type(written: str) -> str:
    """The type of PostgreSQL that holds every value of a type of QuestDB."""
    kind = type_name(written)
    if kind == "DECIMAL":
        return "numeric" + written[len(kind) :].replace(" ", "")
    return _TYPES.get(kind, "jsonb" if kind.endswith("[]") else "text")


def target_name(name: str) -> str:
    """Names of PostgreSQL that need no quotes."""
    return name.lower()


def make_target(connection: Connection, draft: StreamDraft) -> None:
    """Make the target as its owner, or nothing at all."""
    with connection, connection.cursor() as cursor:
        for statement in draft.statements:
            cursor.execute(statement)
