"""SQL of dumps, for the owner of the database. All names are constants of the tables."""

from collections.abc import Mapping
from typing import Any

from blog_api.importer.dump.tables import DumpTable
from suite.database import Connection


def upsert_row(connection: Connection, table: DumpTable, values: Mapping[str, Any]) -> bool | None:
    """Write a row under its key: True when it is new, False when it was another, None when it was the same."""
    names = ", ".join(values)
    changed = [name for name in values if name not in table.counters and name not in table.key]
    old, new = (", ".join(f"{source}.{name}" for name in changed) for source in (table.name, "excluded"))
    assignments = ", ".join(f"{name} = excluded.{name}" for name in changed)
    return connection.value(  # type: ignore[no-any-return]
        f"INSERT INTO {table.name} ({names}) VALUES ({', '.join(f'%({name})s' for name in values)})"
        f" ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {assignments}"
        f" WHERE ({old}) IS DISTINCT FROM ({new}) RETURNING xmax = 0",
        values,
    )


def select_free_slug(connection: Connection, table: DumpTable, values: Mapping[str, Any]) -> str:
    """The row's slug, or the first of slug-2, slug-3, … that no other row of its blog has."""
    return str(
        connection.value(
            "SELECT candidate FROM (SELECT 1 AS n, %(slug)s AS candidate"
            " UNION ALL SELECT n, left(%(slug)s, 194) || '-' || n FROM generate_series(2, 10000) AS n) AS candidates"
            f" WHERE NOT EXISTS (SELECT FROM {table.name} WHERE blog_id = %(blog_id)s AND slug = candidate"
            " AND id <> %(id)s) ORDER BY n LIMIT 1",
            values,
        )
    )


def select_blog_of_article(connection: Connection, article_id: int) -> int | None:
    """The blog an article is in."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT blog_id FROM articles WHERE id = %(id)s", {"id": article_id}
    )


def update_parent(connection: Connection, table: DumpTable, row_id: int, parent_id: int | None) -> int:
    """Put a row below another one, or below none; how many rows changed."""
    return connection.run(
        f"UPDATE {table.name} SET parent_id = %(parent_id)s"
        " WHERE id = %(id)s AND parent_id IS DISTINCT FROM %(parent_id)s",
        {"id": row_id, "parent_id": parent_id},
    )


def move_sequence(connection: Connection, table: DumpTable) -> None:
    """New rows get ids after the imported ones."""
    connection.run(
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name} HAVING max(id) > 0"
    )


def open_row(connection: Connection) -> None:
    """What comes now can be taken back alone."""
    connection.run("SAVEPOINT dump_row")


def keep_row(connection: Connection) -> None:
    """It stays."""
    connection.run("RELEASE SAVEPOINT dump_row")


def drop_row(connection: Connection) -> None:
    """It is taken back."""
    connection.run("ROLLBACK TO SAVEPOINT dump_row")
