"""One look at the database: every part of it, read in one session that changes nothing."""

from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection

from suite_ops.insight import queries
from suite_ops.insight.queries import LEAST_BYTES, LEAST_ROWS, Rows, select_rows
from suite_ops.insight.statements import without_values

CONNECT_SECONDS = 5
STATEMENT_MS = 10_000
NO_STATISTICS = "pg_stat_statements is not installed in this database"


@dataclass(frozen=True)
class Picture:
    """Rows of each part; `slowest` is None without pg_stat_statements."""

    running: Rows
    waiters: Rows
    slowest: Rows | None
    bloat: Rows
    unused_indexes: Rows
    scanned_tables: Rows
    replication: Rows
    slots: Rows

    def as_document(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def take_picture(dsn: str, most: int) -> Picture:
    """What there is now, at most so many rows of each; raises psycopg2.Error."""
    with closing(psycopg2.connect(dsn, connect_timeout=CONNECT_SECONDS, application_name="db.sh top")) as connection:
        connection.set_session(readonly=True, autocommit=True)
        select_rows(connection, "SELECT set_config('statement_timeout', %(limit)s, false)", limit=str(STATEMENT_MS))
        follows = queries.is_in_recovery(connection)
        return Picture(
            running=_shown(select_rows(connection, queries.RUNNING, most=most)),
            waiters=_shown(select_rows(connection, queries.WAITERS, most=most)),
            slowest=_slowest(connection, most),
            bloat=select_rows(connection, queries.BLOAT, most=most, least_bytes=LEAST_BYTES),
            unused_indexes=select_rows(connection, queries.UNUSED_INDEXES, most=most, least_bytes=LEAST_BYTES),
            scanned_tables=select_rows(connection, queries.SCANNED_TABLES, most=most, least_rows=LEAST_ROWS),
            replication=select_rows(connection, queries.RECOVERY if follows else queries.STANDBYS, most=most),
            slots=[] if follows else select_rows(connection, queries.SLOTS, most=most),
        )


def _slowest(connection: Connection, most: int) -> Rows | None:
    try:
        found = queries.select_slowest(connection, most)
    except psycopg2.errors.ObjectNotInPrerequisiteState:
        # The extension is there, and the server was not started with its library.
        return None
    return None if found is None else _shown(found)


def _shown(rows: Rows) -> Rows:
    return [
        {name: without_values(value) if name.endswith("statement") else value for name, value in row.items()}
        for row in rows
    ]
