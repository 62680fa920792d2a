"""SQL over workspace_changes."""

from suite.database import Connection
from suite.dates import sql_date
from workspace_api.items.queries import DOCUMENT

_CHANGE = f"""json_build_object('seq', seq, 'itemId', item_id, 'version', version, 'action', action,
    'changedAt', {sql_date("changed_at")}, 'changedBy', changed_by{{item}})::text"""
_ITEM = (
    f", 'item', (SELECT ({DOCUMENT})::json FROM workspace_items"
    " WHERE workspace_items.id = item_id AND workspace_items.user_id = %(user_id)s)"
)


def select_feed_bounds(connection: Connection, user_id: str) -> tuple[int, int]:
    """The oldest number still kept and the last number given; (1, 0) for a user without changes.

    When everything has been pruned the oldest kept is the one after the last.
    """
    row = connection.row(
        "SELECT coalesce((SELECT min(seq) FROM workspace_changes WHERE user_id = %(user_id)s), last_seq + 1), last_seq"
        " FROM workspace_users WHERE user_id = %(user_id)s",
        {"user_id": user_id},
    )
    return (row[0], row[1]) if row else (1, 0)


def select_last_number(connection: Connection, user_id: str) -> int:
    """The number of the last change; 0 for a user without changes."""
    found = connection.value("SELECT last_seq FROM workspace_users WHERE user_id = %(user_id)s", {"user_id": user_id})
    return int(found or 0)


def select_changes(
    connection: Connection, user_id: str, *, since: int, rows: int, with_item: bool
) -> list[tuple[int, str]]:
    """Number and JSON of the changes after `since`, oldest first."""
    change = _CHANGE.format(item=_ITEM if with_item else "")
    return connection.rows(
        f"SELECT seq, {change} FROM workspace_changes WHERE user_id = %(user_id)s AND seq > %(since)s"
        " ORDER BY seq LIMIT %(rows)s",
        {"user_id": user_id, "since": since, "rows": rows},
    )
