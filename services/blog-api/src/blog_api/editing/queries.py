"""SQL that all editing shares: roles, audit, and the simple records of a blog."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from suite.database import Connection
from suite.dates import sql_date


@dataclass(frozen=True)
class Table:
    """A table of simple records: wire name → column, and the order of lists. All names are constants."""

    name: str
    columns: dict[str, str]
    order: str
    objects: frozenset[str] = frozenset()

    @property
    def json(self) -> str:
        """Expression: a row as editors read it."""
        fields = ", ".join(f"'{wire}', {column}" for wire, column in self.columns.items())
        return (
            f"json_build_object('id', id, 'blogId', blog_id, {fields}, 'version', version,"
            f" 'createdBy', created_by, 'updatedBy', updated_by, 'createdAt', {sql_date('created_at')},"
            f" 'updatedAt', {sql_date('updated_at')})"
        )


def select_role(connection: Connection, blog_id: int, subject: str) -> str | None:
    """The role of an identity in a blog."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT access.role FROM blog_access AS access JOIN users AS person ON person.id = access.user_id"
        " WHERE access.blog_id = %(blog_id)s AND person.subject = %(subject)s AND person.is_active",
        {"blog_id": blog_id, "subject": subject},
    )


def insert_audit(connection: Connection, entry_id: UUID, values: dict[str, Any]) -> None:
    """One change; `old_values` and `new_values` are dicts or None."""
    prepared = {
        **values,
        "id": str(entry_id),
        "old_values": Json(values["old_values"]) if values["old_values"] is not None else None,
        "new_values": Json(values["new_values"]) if values["new_values"] is not None else None,
    }
    connection.run(
        "INSERT INTO audit_log (id, blog_id, noun, noun_id, action, user_id, request_id, old_values, new_values,"
        " created_at) VALUES (%(id)s::uuid, %(blog_id)s, %(noun)s, %(noun_id)s, %(action)s, %(user_id)s,"
        " %(request_id)s, %(old_values)s, %(new_values)s, now())",
        prepared,
    )


def select_audit_page(connection: Connection, blog_id: int, *, rows: int, offset: int) -> tuple[int, str]:
    """Total and JSON array, newest first."""
    row = connection.row(
        "WITH page AS (SELECT * FROM audit_log WHERE blog_id = %(blog_id)s ORDER BY id DESC"
        " LIMIT %(rows)s OFFSET %(offset)s)"
        " SELECT (SELECT count(*) FROM audit_log WHERE blog_id = %(blog_id)s),"
        " (SELECT coalesce(json_agg(json_build_object('id', id, 'noun', noun, 'nounId', noun_id, 'action', action,"
        "   'userId', user_id, 'requestId', request_id, 'old', old_values, 'new', new_values,"
        f"   'createdAt', {sql_date('created_at')}) ORDER BY id DESC), '[]')::text FROM page)",
        {"blog_id": blog_id, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_records(connection: Connection, table: Table, blog_id: int, *, rows: int, offset: int) -> tuple[int, str]:
    """Total and JSON array of one page."""
    row = connection.row(
        f"WITH page AS (SELECT * FROM {table.name} WHERE blog_id = %(blog_id)s ORDER BY {table.order}"
        " LIMIT %(rows)s OFFSET %(offset)s)"
        f" SELECT (SELECT count(*) FROM {table.name} WHERE blog_id = %(blog_id)s),"
        f" (SELECT coalesce(json_agg({table.json} ORDER BY {table.order}), '[]')::text FROM page)",
        {"blog_id": blog_id, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_record(
    connection: Connection, table: Table, blog_id: int, record_id: int, *, lock: bool = False
) -> dict[str, Any] | None:
    """One record as editors read it, locked until the transaction ends when asked."""
    return connection.value(  # type: ignore[no-any-return]
        f"SELECT {table.json} FROM {table.name} WHERE blog_id = %(blog_id)s AND id = %(id)s"
        + (" FOR UPDATE" if lock else ""),
        {"blog_id": blog_id, "id": record_id},
    )


def insert_record(
    connection: Connection, table: Table, blog_id: int, given: dict[str, Any], *, user_id: str, owner: UUID
) -> dict[str, Any]:
    """A new record from wire names and values."""
    values = bound(table, given)
    names = [table.columns[wire] for wire in values]
    row = connection.value(
        f"INSERT INTO {table.name} (blog_id, user_id, created_by, updated_by, {', '.join(names)})"
        f" VALUES (%(blog_id)s, %(owner)s::uuid, %(by)s, %(by)s, {', '.join(f'%({wire})s' for wire in values)})"
        f" RETURNING {table.json}",
        {**values, "blog_id": blog_id, "owner": str(owner), "by": user_id},
    )
    return row  # type: ignore[no-any-return]


def update_record(
    connection: Connection, table: Table, blog_id: int, record_id: int, given: dict[str, Any], *, user_id: str
) -> dict[str, Any]:
    """The next version of a locked record."""
    values = bound(table, given)
    assignments = "".join(f"{table.columns[wire]} = %({wire})s, " for wire in values)
    row = connection.value(
        f"UPDATE {table.name} SET {assignments} version = version + 1, updated_by = %(by)s, updated_at = now()"
        f" WHERE blog_id = %(blog_id)s AND id = %(id)s RETURNING {table.json}",
        {**values, "blog_id": blog_id, "id": record_id, "by": user_id},
    )
    return row  # type: ignore[no-any-return]


def delete_record(connection: Connection, table: Table, blog_id: int, record_id: int) -> None:
    """Drop a locked record."""
    connection.run(
        f"DELETE FROM {table.name} WHERE blog_id = %(blog_id)s AND id = %(id)s",
        {"blog_id": blog_id, "id": record_id},
    )


def bound(table: Table, given: dict[str, Any]) -> dict[str, Any]:
    """Values the driver can bind: objects as JSON."""
    return {
        wire: Json(value) if wire in table.objects and value is not None else value for wire, value in given.items()
    }
