"""SQL that makes the target of a new stream."""

from typing import Any

from psycopg2.sql import SQL, Composable, Identifier

from db_sync_worker.streams.model import ColumnType


def create_target(entry: dict[str, Any], role: str) -> list[Composable]:
    """What makes the target of a stream of the streams file, and grants it to the worker's role."""
    target, columns = entry["target"], entry["columns"]
    schema, _, table = target["table"].partition(".")
    lines: list[Composable] = [
        SQL("    {} {}{}").format(
            Identifier(name),
            SQL(str(ColumnType.parse(column["type"]))),
            SQL(" NOT NULL" if name in target["key"] else ""),
        )
        for name, column in columns.items()
    ]
    lines.append(SQL("    updated_at timestamptz NOT NULL DEFAULT now()"))
    lines.append(SQL("    UNIQUE ({})").format(SQL(", ").join(map(Identifier, target["key"]))))
    partitioned = SQL("" if target["partition"] == "none" else " PARTITION BY RANGE ({})")
    where = {"schema": Identifier(schema), "table": Identifier(schema, table), "role": Identifier(role)}
    return [
        SQL("CREATE SCHEMA IF NOT EXISTS {schema}").format(**where),
        SQL("CREATE TABLE {table} (\n{lines}\n){partitioned}").format(
            lines=SQL(",\n").join(lines), partitioned=partitioned.format(Identifier(target["time"])), **where
        ),
        SQL("GRANT USAGE ON SCHEMA {schema} TO {role}").format(**where),
        SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {role}").format(**where),
    ]
