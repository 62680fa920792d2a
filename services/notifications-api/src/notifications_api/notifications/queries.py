"""SQL of notifications. `owner` None means everybody's, which row level security has to allow as well."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.dates import sql_date

CHANNEL = "notifications_created"
# A row as JSON has no spaces, unlike json_build_object, and keeps the order of its columns.
WIRE = f"""row_to_json((SELECT wire FROM (SELECT id, user_ref AS "userId", type, message, read,
    {sql_date("created_at")} AS "createdAt", title, kind, status,
    {sql_date("read_at")} AS "readAt", {sql_date("sent_at")} AS "sentAt") AS wire))"""
# The notice goes out when the transaction commits, and only then.
INSERT = f"""
    WITH made AS (
        INSERT INTO notifications (id, user_id, user_ref, type, kind, title, message, template, data, recipient,
                                   locale, status, last_error, created_at, updated_at)
        VALUES (%(id)s::uuid, %(user_id)s::uuid, %(user_ref)s, %(type)s, %(kind)s, %(title)s, %(message)s,
                %(template)s, %(data)s::jsonb, %(recipient)s, %(locale)s, %(status)s, %(last_error)s,
                %(created_at)s, %(created_at)s)
        ON CONFLICT (id) DO NOTHING
        RETURNING *)
    SELECT {WIRE}::text, pg_notify('{CHANNEL}', user_id || ' ' || id) FROM made
"""


def insert_notification(connection: Connection, values: Mapping[str, Any]) -> str | None:
    """Store one and announce it to the streams: its JSON, or None when the id is there already."""
    data = values.get("data")
    row = connection.row(INSERT, {**values, "data": json.dumps(data, ensure_ascii=False) if data is not None else None})
    return str(row[0]) if row else None


def select_notification(connection: Connection, notification_id: UUID, owner: UUID | None) -> str | None:
    """The JSON of one."""
    conditions, values = _of(owner)
    found: str | None = connection.value(
        f"SELECT {WIRE}::text FROM notifications WHERE id = %(id)s::uuid{conditions}",
        {"id": str(notification_id), **values},
    )
    return found


def select_page(
    connection: Connection, owner: UUID | None, *, read: bool | None, kind_of: str | None, limit: int, offset: int
) -> tuple[str, int]:
    """JSON array of a page, newest first, and how many there are on all pages."""
    conditions, values = _filtered(owner, read, kind_of)
    # What lies before the page is counted off in the index; only the page itself is read.
    row = connection.row(
        f"""
        SELECT (SELECT count(*) FROM notifications WHERE true{conditions}),
               (SELECT coalesce(json_agg({WIRE} ORDER BY created_at DESC, id DESC), '[]')::text
                FROM notifications
                WHERE id = ANY (ARRAY(SELECT id FROM notifications WHERE true{conditions}
                                      ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s)))
        """,
        {**values, "limit": limit, "offset": offset},
    )
    assert row is not None
    return row[1], row[0]


def count_unread(connection: Connection, owner: UUID) -> int:
    """How many a user has not read."""
    return int(
        connection.value(
            "SELECT count(*) FROM notifications WHERE user_id = %(owner)s::uuid AND NOT read", {"owner": str(owner)}
        )
    )


def update_read(
    connection: Connection, notification_id: UUID, owner: UUID | None, at: datetime
) -> tuple[str, bool, str] | None:
    """Mark one as read, once: its JSON, whether it was unread, its type."""
    conditions, values = _of(owner)
    values |= {"id": str(notification_id), "at": at}
    shown = f"{WIRE}::text, type"
    row = connection.row(
        f"UPDATE notifications SET read = true, read_at = %(at)s, updated_at = %(at)s"
        f" WHERE id = %(id)s::uuid AND NOT read{conditions} RETURNING {shown}",
        values,
    )
    if row is not None:
        return row[0], True, row[1]
    # A statement of its own: what somebody else has just marked is seen by now.
    row = connection.row(f"SELECT {shown} FROM notifications WHERE id = %(id)s::uuid{conditions}", values)
    return (row[0], False, row[1]) if row else None


def update_all_read(connection: Connection, owner: UUID, at: datetime) -> dict[str, int]:
    """Mark all of a user as read: how many were not, by type."""
    rows = connection.rows(
        "WITH marked AS (UPDATE notifications SET read = true, read_at = %(at)s, updated_at = %(at)s"
        " WHERE user_id = %(owner)s::uuid AND NOT read RETURNING type)"
        " SELECT type, count(*) FROM marked GROUP BY type",
        {"owner": str(owner), "at": at},
    )
    return {kind: int(number) for kind, number in rows}


def delete_notification(connection: Connection, notification_id: UUID, owner: UUID | None) -> bool:
    """Remove one; False when there is none."""
    conditions, values = _of(owner)
    statement = f"DELETE FROM notifications WHERE id = %(id)s::uuid{conditions}"
    return connection.run(statement, {"id": str(notification_id), **values}) > 0


def _of(owner: UUID | None) -> tuple[str, dict[str, Any]]:
    return (" AND user_id = %(owner)s::uuid", {"owner": str(owner)}) if owner else ("", {})


def _filtered(owner: UUID | None, read: bool | None, kind_of: str | None) -> tuple[str, dict[str, Any]]:
    conditions, values = _of(owner)
    if read is not None:
        conditions += " AND read" if read else " AND NOT read"
    if kind_of is not None:
        conditions += " AND type = %(type)s"
        values["type"] = kind_of
    return conditions, values
