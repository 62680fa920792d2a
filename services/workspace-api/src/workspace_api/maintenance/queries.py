"""SQL of the daily upkeep, as the owner of the schema. Identifiers are made of dates and constants only."""

import re
from datetime import date, datetime, timedelta

from suite.database import Connection

LOCK_KEY = 0x776F726B73706163  # "workspac": one upkeep at a time in a database
LOCK_TIMEOUT = "2s"
_DAY_PARTITION = re.compile(r"workspace_audit_log_(\d{8})\Z")
# Entries go on being written meanwhile: who waits for the parent routes anew once the partition is there.
_ADD_DAY = """
SET LOCAL lock_timeout = '{lock_timeout}';
LOCK TABLE ONLY workspace_audit_log IN ACCESS EXCLUSIVE MODE;
CREATE TABLE {name} (LIKE workspace_audit_log INCLUDING CONSTRAINTS);
REVOKE ALL ON {name} FROM app_workspace;
WITH moved AS (
    DELETE FROM workspace_audit_log_default WHERE created_at >= '{start}' AND created_at < '{end}'
    RETURNING *
)
INSERT INTO {name} SELECT * FROM moved;
"""
_ATTACH_DAY = "ALTER TABLE workspace_audit_log ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')"
_INSERT_ANCHORS = """
INSERT INTO workspace_audit_anchors (item_id, user_id, version, hash, deleted)
SELECT DISTINCT ON (item_id, user_id) item_id, user_id, version, hash, action = 'deleted'
  FROM {name} ORDER BY item_id, user_id, version DESC
ON CONFLICT (item_id, user_id) DO UPDATE
   SET version = EXCLUDED.version, hash = EXCLUDED.hash, deleted = EXCLUDED.deleted
 WHERE workspace_audit_anchors.version < EXCLUDED.version
"""
# Clocks of several hosts differ by less than a day, so only the day after can hold an older version.
_IS_INTERLEAVED = """
SELECT EXISTS (
    SELECT FROM {name} AS gone JOIN workspace_audit_log AS kept USING (item_id, user_id)
     WHERE kept.version < gone.version
       AND kept.created_at >= '{end}' AND kept.created_at < '{end}'::timestamptz + interval '1 day')
"""
# A feed ends where its oldest kept number begins: only a prefix may go, whatever the dates in between are.
_PRUNE_CHANGES = """
WITH kept AS (
    SELECT user_id, coalesce(min(seq) FILTER (WHERE changed_at >= %(before)s), max(seq) + 1) AS first
      FROM workspace_changes GROUP BY user_id
)
DELETE FROM workspace_changes AS change USING kept
 WHERE change.user_id = kept.user_id AND change.seq < kept.first
"""


def try_lock(connection: Connection) -> bool:
    """Become the one runner until the session ends; False when there is another."""
    return bool(connection.value("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)))


def unlock(connection: Connection) -> None:
    """Let others run."""
    connection.value("SELECT pg_advisory_unlock(%s)", (LOCK_KEY,))


def select_days(connection: Connection) -> list[date]:
    """UTC days that have a partition, oldest first."""
    rows = connection.rows(
        "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
        " WHERE inhparent = 'workspace_audit_log'::regclass"
    )
    found = (_DAY_PARTITION.match(row[0]) for row in rows)
    return sorted(datetime.strptime(match[1], "%Y%m%d").date() for match in found if match)


def select_default_days(connection: Connection) -> list[date]:
    """UTC days of the rows in the default partition, oldest first."""
    rows = connection.rows(
        "SELECT DISTINCT (created_at AT TIME ZONE 'UTC')::date AS day FROM workspace_audit_log_default ORDER BY day"
    )
    return [row[0] for row in rows]


def add_day(connection: Connection, day: date) -> int:
    """Add the partition of a UTC day that has none; how many rows it took over from the default partition."""
    moved = connection.run(_with_day(_ADD_DAY, day))
    connection.run(_with_day(_ATTACH_DAY, day))
    return moved


def is_interleaved(connection: Connection, day: date) -> bool:
    """Whether a chain has an older version in the next day than in this one: both go, or none."""
    return bool(connection.value(_with_day(_IS_INTERLEAVED, day)))


def drop_day(connection: Connection, day: date) -> None:
    """Drop a day's partition, leaving the last entry of each of its chains as an anchor."""
    lock = "SET LOCAL lock_timeout = '{lock_timeout}'; LOCK TABLE {name} IN SHARE MODE;"
    connection.run(_with_day(lock + _INSERT_ANCHORS, day))
    connection.run(_with_day("DROP TABLE {name}", day))


def delete_old_changes(connection: Connection, before: datetime) -> int:
    """Prune the beginning of every feed; how many changes went."""
    return connection.run(_PRUNE_CHANGES, {"before": before})


def delete_old_idempotency(connection: Connection, before: datetime) -> int:
    """Forget replies nobody may ask for again; how many went."""
    return connection.run("DELETE FROM workspace_idempotency WHERE created_at < %s", (before,))


def _with_day(statement: str, day: date) -> str:
    return statement.format(
        lock_timeout=LOCK_TIMEOUT,
        name=f"workspace_audit_log_{day:%Y%m%d}",
        start=f"{day:%Y-%m-%d} 00:00:00+00",
        end=f"{day + timedelta(days=1):%Y-%m-%d} 00:00:00+00",
    )
