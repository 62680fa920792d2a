"""SQL of the daily upkeep, as the owner of the schema."""

from datetime import datetime

from suite.database import Connection

# A feed ends where its oldest kept number begins: only a prefix may go, whatever the dates in between are.
_PRUNE_CHANGES = """
WITH kept AS (
    SELECT user_id, coalesce(min(seq) FILTER (WHERE changed_at >= %(before)s), max(seq) + 1) AS first
      FROM workspace_changes GROUP BY user_id
)
DELETE FROM workspace_changes AS change USING kept
 WHERE change.user_id = kept.user_id AND change.seq < kept.first
"""


def delete_old_changes(connection: Connection, before: datetime) -> int:
    """Prune the beginning of every feed; how many changes went."""
    return connection.run(_PRUNE_CHANGES, {"before": before})


def delete_old_idempotency(connection: Connection, before: datetime) -> int:
    """Forget replies nobody may ask for again; how many went."""
    return connection.run("DELETE FROM workspace_idempotency WHERE created_at < %s", (before,))
