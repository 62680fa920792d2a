"""SQL that loads rows by the batch: one statement a batch, whatever its size."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from suite.database import Connection
from suite.http.replies import encode
from suite.imports.report import RowCounts
from suite.imports.tables import LoadedTable

BATCH_ROWS = 1_000
Row = Mapping[str, Any]


def upsert(
    connection: Connection,
    table: LoadedTable,
    rows: Sequence[Row],
    writer: str,
    *,
    overwrite: bool = True,
    only_own: bool = False,
) -> RowCounts:
    """Insert rows or change those that differ; with `overwrite` off, rows that exist stay as they are.

    With `only_own` so do the rows of an owned table that somebody else wrote last.
    """
    counts = RowCounts()
    if table.numbered and rows:
        advance_ids(connection, table)
    for batch in batches(rows):
        flags = connection.rows(
            upsert_statement(table, overwrite=overwrite, only_own=only_own),
            {"rows": encode(batch).decode(), "writer": writer},
        )
        inserted = sum(1 for (new,) in flags if new)
        counts += RowCounts(created=inserted, updated=len(flags) - inserted, unchanged=len(batch) - len(flags))
    if table.numbered and rows:
        advance_ids(connection, table)
    return counts


def upsert_statement(table: LoadedTable, *, overwrite: bool, only_own: bool = False) -> str:
    """INSERT … ON CONFLICT of one batch; it returns true for each inserted and false for each changed row."""
    columns = table.all_columns
    names = [quoted(name) for name in columns]
    values = [value_of(table, name) for name in columns]
    owner, writers = ("", "") if not table.owned else (", created_by, updated_by", ", %(writer)s, %(writer)s")
    changing = [name for name in table.columns if name not in table.key and name != "id"]
    action = "DO NOTHING"
    if overwrite and changing:
        assigned = [f"{quoted(name)} = excluded.{quoted(name)}" for name in changing] + ["updated_at = now()"]
        if table.owned:
            assigned += ["updated_by = excluded.updated_by", "version = target.version + 1"]
        old = ", ".join(f"target.{quoted(name)}" for name in changing)
        new = ", ".join(f"excluded.{quoted(name)}" for name in changing)
        action = f"DO UPDATE SET {', '.join(assigned)} WHERE ({old}) IS DISTINCT FROM ({new})"
        if only_own:
            action += " AND target.updated_by = %(writer)s"
    return (
        f"INSERT INTO {table.name} AS target ({', '.join(names)}{owner}) SELECT {', '.join(values)}{writers}"
        f" FROM {recordset(columns)}"
        f" ON CONFLICT ({', '.join(map(quoted, table.key))}) {action} RETURNING (xmax = 0)"
    )


def value_of(table: LoadedTable, name: str) -> str:
    """Expression of a column in the INSERT: times default to now, a taken id gives way to a new one."""
    if name in table.times:
        return f"coalesce(given.{name}, now())"
    if name == "id" and table.numbered and "id" not in table.key:
        return (
            f"CASE WHEN given.id IS NULL"
            f" OR EXISTS (SELECT FROM {table.name} AS taken WHERE taken.id = given.id)"
            f" THEN nextval(pg_get_serial_sequence('{table.name}', 'id')) ELSE given.id END"
        )
    return f"given.{quoted(name)}"


def advance_ids(connection: Connection, table: LoadedTable) -> None:
    """Move the counter of ids to the highest id in use. One that is ahead stays: others may be about to use its ids."""
    counter = f"pg_get_serial_sequence('{table.name}', 'id')::regclass"
    connection.run(
        f"SELECT setval({counter}, used.id) FROM (SELECT max(id) AS id FROM {table.name}) AS used"
        f" WHERE used.id > coalesce(pg_sequence_last_value({counter}), 0)"
    )


def select_ids(connection: Connection, table: LoadedTable) -> dict[Any, Any]:
    """Key → id of every row of a small table; a key of one column is its bare value."""
    rows = connection.rows(f"SELECT id, {', '.join(map(quoted, table.key))} FROM {table.name}")
    return {row[1] if len(row) == 2 else row[1:]: row[0] for row in rows}


def delete_others(
    connection: Connection,
    table: LoadedTable,
    parent: str,
    parents: Iterable[int],
    remaining: Iterable[int],
    writers: Iterable[str],
) -> int:
    """Delete rows below `parents` that `writers` loaded and whose id is not in `remaining`; how many."""
    return connection.run(
        f"DELETE FROM {table.name} WHERE {parent} = ANY(%(parents)s) AND NOT id = ANY(%(remaining)s)"
        " AND created_by = ANY(%(writers)s)",
        {"parents": list(parents), "remaining": list(remaining), "writers": list(writers)},
    )


def recordset(columns: Mapping[str, str]) -> str:
    """The rows of a batch as a table named `given`."""
    typed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
    return f"jsonb_to_recordset(%(rows)s::jsonb) AS given ({typed})"


def quoted(name: str) -> str:
    """A column name, also when it is a word of SQL."""
    return f'"{name}"'


def batches(rows: Sequence[Row], size: int = BATCH_ROWS) -> Iterable[Sequence[Row]]:
    """Slices of at most `size` rows."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
