"""SQL over the partitions of an audit log, as the owner of the schema. Identifiers are constants and dates only."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from suite.database import Connection

LOCK_TIMEOUT = "2s"
# Entries go on being written meanwhile: who waits for the parent routes anew once the partition is there.
_ADD_DAY = """
SET LOCAL lock_timeout = '{lock_timeout}';
LOCK TABLE ONLY {table} IN ACCESS EXCLUSIVE MODE;
CREATE TABLE {name} (LIKE {table} INCLUDING CONSTRAINTS);
REVOKE ALL ON {name} FROM {role};
WITH moved AS (
    DELETE FROM {table}_default WHERE created_at >= '{start}' AND created_at < '{end}'
    RETURNING *
)
INSERT INTO {name} SELECT * FROM moved;
"""
_ATTACH_DAY = "ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')"
_INSERT_ANCHORS = """
INSERT INTO {anchors} ({key}, version, hash, deleted)
SELECT DISTINCT ON ({key}) {key}, {version}, hash, action = 'deleted'
  FROM {name} ORDER BY {key}, {version} DESC
ON CONFLICT ({key}) DO UPDATE
   SET version = EXCLUDED.version, hash = EXCLUDED.hash, deleted = EXCLUDED.deleted
 WHERE {anchors}.version < EXCLUDED.version
"""
# Clocks of several hosts differ by less than a day, so only the day after can hold an older version.
_IS_INTERLEAVED = """
SELECT EXISTS (
    SELECT FROM {name} AS gone JOIN {table} AS kept USING ({key})
     WHERE kept.{version} < gone.{version}
       AND kept.created_at >= '{end}' AND kept.created_at < '{end}'::timestamptz + interval '1 day')
"""


@dataclass(frozen=True)
class PartitionedLog:
    """Where a log lies: partitions `<table>_YYYYMMDD` and `<table>_default`, and where chains are anchored.

    `key` are the columns that name a chain, `version` numbers its entries; `lock_key` keeps upkeep runs apart.
    """

    table: str
    anchors: str
    role: str
    key: tuple[str, ...]
    version: str
    lock_key: int

    def try_lock(self, connection: Connection) -> bool:
        """Become the one runner until the session ends; False when there is another."""
        return bool(connection.value("SELECT pg_try_advisory_lock(%s)", (self.lock_key,)))

    def unlock(self, connection: Connection) -> None:
        """Let others run."""
        connection.value("SELECT pg_advisory_unlock(%s)", (self.lock_key,))

    def select_days(self, connection: Connection) -> list[date]:
        """UTC days that have a partition, oldest first."""
        rows = connection.rows(
            "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            f" WHERE inhparent = '{self.table}'::regclass"
        )
        found = (re.fullmatch(rf"{self.table}_(\d{{8}})", row[0]) for row in rows)
        return sorted(datetime.strptime(match[1], "%Y%m%d").date() for match in found if match)

    def select_default_days(self, connection: Connection) -> list[date]:
        """UTC days of the rows in the default partition, oldest first."""
        rows = connection.rows(
            f"SELECT DISTINCT (created_at AT TIME ZONE 'UTC')::date AS day FROM {self.table}_default ORDER BY day"
        )
        return [row[0] for row in rows]

    def add_day(self, connection: Connection, day: date) -> int:
        """Add the partition of a UTC day that has none; how many rows it took over from the default partition."""
        moved = connection.run(self._with_day(_ADD_DAY, day))
        connection.run(self._with_day(_ATTACH_DAY, day))
        return moved

    def is_interleaved(self, connection: Connection, day: date) -> bool:
        """Whether a chain has an older version in the next day than in this one: both go, or none."""
        return bool(connection.value(self._with_day(_IS_INTERLEAVED, day)))

    def drop_day(self, connection: Connection, day: date) -> None:
        """Drop a day's partition, leaving the last entry of each of its chains as an anchor."""
        lock = "SET LOCAL lock_timeout = '{lock_timeout}'; LOCK TABLE {name} IN SHARE MODE;"
        connection.run(self._with_day(lock + _INSERT_ANCHORS, day))
        connection.run(self._with_day("DROP TABLE {name}", day))

    def _with_day(self, statement: str, day: date) -> str:
        return statement.format(
            lock_timeout=LOCK_TIMEOUT,
            table=self.table,
            anchors=self.anchors,
            role=self.role,
            key=", ".join(self.key),
            version=self.version,
            name=f"{self.table}_{day:%Y%m%d}",
            start=f"{day:%Y-%m-%d} 00:00:00+00",
            end=f"{day + timedelta(days=1):%Y-%m-%d} 00:00:00+00",
        )
