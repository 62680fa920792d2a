"""SQL over the audit log. The service inserts into the log and reads it through workspace_audit_entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection, Prepared
from workspace_api.history.entries import HISTORY, HistoryEntry

_INSERT_CHANGE = Prepared(
    "insert_change",
    "WITH taken AS (UPDATE workspace_users SET last_seq = last_seq + 1 WHERE user_id = %(user_id)s RETURNING last_seq)"
    " INSERT INTO workspace_changes (user_id, seq, item_id, version, action, changed_at, changed_by)"
    " SELECT %(user_id)s, last_seq, %(item_id)s, %(version)s, %(action)s, %(changed_at)s, %(changed_by)s FROM taken",
    user_id="text",
    item_id="uuid",
    version="int",
    action="text",
    changed_at="timestamptz",
    changed_by="text",
)
# The numbers are taken from the locked row of the user: they are gapless and in commit order.
_INSERT_CHANGES = (
    "; WITH taken AS (UPDATE workspace_users SET last_seq = last_seq + %s WHERE user_id = %s RETURNING last_seq)"
    " INSERT INTO workspace_changes (user_id, seq, item_id, version, action, changed_at, changed_by)"
    " SELECT %s, last_seq - %s + position, item_id, version, action, changed_at, changed_by"
    " FROM taken, unnest(%s::uuid[], %s::int[], %s::text[], %s::timestamptz[], %s::text[]) WITH ORDINALITY"
    " AS change (item_id, version, action, changed_at, changed_by, position)"
)


def insert_entries(connection: Connection, user_id: str, entries: Sequence[HistoryEntry]) -> None:
    """History entries and their change numbers, in one round trip; those of a single change with the commit."""
    if len(entries) == 1:
        connection.run_later(*HISTORY.insertion_of_one(entries[0]))
        connection.run_later(_INSERT_CHANGE, change_of(user_id, entries[0]))
        return
    count = len(entries)
    statement, parameters = HISTORY.insertion(entries)
    parameters += [
        count,
        user_id,
        user_id,
        count,
        [str(entry.item_id) for entry in entries],
        [entry.version for entry in entries],
        [entry.action for entry in entries],
        [entry.created_at for entry in entries],
        [entry.created_by for entry in entries],
    ]
    connection.run(statement + _INSERT_CHANGES, parameters)


def change_of(user_id: str, entry: HistoryEntry) -> dict[str, Any]:
    """What the change feed tells of an entry."""
    return {
        "user_id": user_id,
        "item_id": str(entry.item_id),
        "version": entry.version,
        "action": entry.action,
        "changed_at": entry.created_at,
        "changed_by": entry.created_by,
    }


def select_entries(
    connection: Connection, item_id: UUID, *, since: datetime | None, before: int | None, rows: int
) -> list[HistoryEntry]:
    """Entries of one item of the session's user, newest first; `since` bounds the partitions that are read."""
    return HISTORY.select_entries(
        connection,
        "WHERE item_id = %(item_id)s"
        + (" AND created_at >= %(since)s" if since else "")
        + (" AND version < %(before)s" if before is not None else "")
        + " ORDER BY version DESC LIMIT %(rows)s",
        {"item_id": str(item_id), "since": since, "before": before, "rows": rows},
    )


def select_anchor(connection: Connection, item_id: UUID) -> tuple[int, str] | None:
    """Version and hash of the last entry retention has dropped."""
    return connection.row("SELECT version, hash FROM workspace_audit_anchors WHERE item_id = %s", (str(item_id),))


def select_remembered(connection: Connection, item_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the ids under which the session's user has or once had an item."""
    rows = connection.rows(
        "SELECT item_id FROM workspace_audit_entries WHERE item_id = ANY(%(item_ids)s::uuid[])"
        " UNION SELECT item_id FROM workspace_audit_anchors WHERE item_id = ANY(%(item_ids)s::uuid[])",
        {"item_ids": [str(item_id) for item_id in item_ids]},
    )
    return {UUID(str(row[0])) for row in rows}
