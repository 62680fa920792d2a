"""SQL for numbers about a user's items."""

from datetime import date
from typing import Any

from suite.database import Connection

# An entry with old and new values is a change: what is created or comes back completed was not completed by it.
_DURATIONS = """
WITH finished AS (
    SELECT item_id, min(created_at) AS completed_at
      FROM workspace_audit_entries
     WHERE new_values ->> 'status' = 'completed' AND old_values IS NOT NULL
     GROUP BY item_id
), measured AS (
    SELECT finished.completed_at,
           (SELECT min(entry.created_at) FROM workspace_audit_entries AS entry
             WHERE entry.item_id = finished.item_id AND entry.action = 'created') AS created_at,
           (SELECT min(entry.created_at) FROM workspace_audit_entries AS entry
             WHERE entry.item_id = finished.item_id AND entry.new_values ->> 'status' = 'in-progress') AS started_at
      FROM finished WHERE finished.completed_at >= %(first)s::date::timestamp AT TIME ZONE 'UTC'
), hours AS (
    SELECT extract(epoch FROM completed_at - created_at) / 3600.0 AS lead_time,
           CASE WHEN started_at < completed_at
                THEN extract(epoch FROM completed_at - started_at) / 3600.0 END AS cycle_time
      FROM measured
)
SELECT count(lead_time),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY lead_time),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY lead_time),
       count(cycle_time),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY cycle_time),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY cycle_time)
  FROM hours
"""


def select_counts(connection: Connection, user_id: str) -> list[tuple[str, str, str, int]]:
    """Items by status, priority and category."""
    return connection.rows(
        "SELECT status, priority, category, count(*)::int FROM workspace_items WHERE user_id = %s"
        " GROUP BY status, priority, category",
        (user_id,),
    )


def select_top_tags(connection: Connection, user_id: str, rows: int) -> list[tuple[str, int]]:
    """The most used tags with their counts."""
    return connection.rows(
        "SELECT tag, count(*)::int FROM workspace_items, unnest(tags) AS tag WHERE user_id = %s"
        " GROUP BY tag ORDER BY count(*) DESC, tag LIMIT %s",
        (user_id, rows),
    )


def select_days(connection: Connection, first: date) -> list[tuple[date, int, int]]:
    """UTC day, items created, items completed, for days with either since `first`."""
    return connection.rows(
        "SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) FILTER (WHERE action = 'created')::int,"
        " count(*) FILTER (WHERE old_values IS NOT NULL AND new_values ->> 'status' = 'completed')::int"
        " FROM workspace_audit_entries WHERE created_at >= %s::date::timestamp AT TIME ZONE 'UTC' GROUP BY day",
        (first,),
    )


def select_durations(connection: Connection, first: date) -> tuple[Any, ...]:
    """Lead time (count, median, 90th percentile), then cycle time, in hours."""
    row = connection.row(_DURATIONS, {"first": first})
    assert row is not None
    return row
