"""Statements over PostgreSQL's own views; each shows at most `most` rows, the worst first.

Sizes are those of the last vacuum or analyze: asking for the present one waits for whoever has locked the table, and it
is then that somebody looks.
"""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

Rows = list[dict[str, Any]]
# Smaller tables and indexes cost nothing worth a line.
LEAST_BYTES = 1_048_576
LEAST_ROWS = 10_000
# Figures are of all, and no server has so many sessions or tables worth a line.
ALL_ROWS = 100_000

RUNNING = """
SELECT pid, usename AS role, application_name AS application, state,
       coalesce(wait_event_type || ': ' || wait_event, '') AS waits_for,
       round(extract(epoch FROM clock_timestamp() - query_start)::numeric, 3)::float8 AS seconds,
       round(extract(epoch FROM clock_timestamp() - xact_start)::numeric, 3)::float8 AS transaction_seconds,
       query AS statement
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()
ORDER BY coalesce(xact_start, query_start)
LIMIT %(most)s
"""
WAITERS = """
SELECT waiting.pid, waiting.application_name AS application,
       round(extract(epoch FROM clock_timestamp() - waiting.query_start)::numeric, 3)::float8 AS seconds,
       coalesce(wanted.relation::regclass::text, wanted.locktype) AS wants, wanted.mode,
       blocker.pid AS blocked_by, blocking.application_name AS blocking_application,
       CASE blocker.pid WHEN 0 THEN 'prepared transaction' ELSE blocking.state END AS blocking_state,
       waiting.query AS statement, coalesce(blocking.query, '') AS blocking_statement
FROM pg_stat_activity waiting
CROSS JOIN LATERAL unnest(pg_blocking_pids(waiting.pid)) AS blocker(pid)
LEFT JOIN pg_stat_activity blocking ON blocking.pid = blocker.pid
LEFT JOIN LATERAL (
    SELECT relation, locktype, mode FROM pg_locks WHERE pid = waiting.pid AND NOT granted LIMIT 1
) wanted ON true
WHERE waiting.wait_event_type = 'Lock'
ORDER BY waiting.query_start
LIMIT %(most)s
"""
STATISTICS = """
SELECT space.nspname FROM pg_extension extension JOIN pg_namespace space ON space.oid = extension.extnamespace
WHERE extension.extname = 'pg_stat_statements'
"""
SLOWEST = """
SELECT role.rolname AS role, calls, round(mean_exec_time::numeric, 3)::float8 AS mean_ms,
       round(max_exec_time::numeric, 3)::float8 AS longest_ms, round(total_exec_time::numeric, 1)::float8 AS total_ms,
       rows, query AS statement
FROM {statistics} JOIN pg_roles role ON role.oid = userid
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY total_exec_time DESC
LIMIT %(most)s
"""
BLOAT = """
SELECT format('%%I.%%I', schemaname, kept.relname) AS name, n_live_tup AS live_rows, n_dead_tup AS dead_rows,
       round(n_dead_tup::numeric / greatest(n_live_tup + n_dead_tup, 1), 3)::float8 AS dead_share,
       relpages * current_setting('block_size')::bigint AS bytes,
       greatest(last_vacuum, last_autovacuum)::timestamptz(0)::text AS vacuumed
FROM pg_stat_user_tables JOIN pg_class kept ON kept.oid = relid
WHERE n_dead_tup > 0 AND relpages * current_setting('block_size')::bigint >= %(least_bytes)s
ORDER BY n_dead_tup::numeric / greatest(n_live_tup + n_dead_tup, 1) * relpages DESC
LIMIT %(most)s
"""
UNUSED_INDEXES = """
SELECT format('%%I.%%I', used.schemaname, used.indexrelname) AS name, used.relname AS "table",
       place.relpages * current_setting('block_size')::bigint AS bytes, used.idx_scan AS scans
FROM pg_stat_user_indexes used
JOIN pg_index kept ON kept.indexrelid = used.indexrelid
JOIN pg_class place ON place.oid = used.indexrelid
WHERE used.idx_scan = 0 AND NOT kept.indisunique
  AND place.relpages * current_setting('block_size')::bigint >= %(least_bytes)s
ORDER BY place.relpages DESC
LIMIT %(most)s
"""
SCANNED_TABLES = """
SELECT format('%%I.%%I', schemaname, relname) AS name, seq_scan AS scans, seq_tup_read AS rows_read,
       coalesce(idx_scan, 0) AS index_scans, n_live_tup AS live_rows
FROM pg_stat_user_tables
WHERE seq_scan > 0 AND n_live_tup >= %(least_rows)s
ORDER BY seq_tup_read DESC
LIMIT %(most)s
"""
STANDBYS = """
SELECT application_name AS standby, state, sync_state,
       pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 AS behind_bytes,
       extract(epoch FROM replay_lag)::float8 AS behind_seconds
FROM pg_stat_replication
ORDER BY behind_bytes DESC NULLS LAST
LIMIT %(most)s
"""
SLOTS = """
SELECT slot_name AS slot, active,
       pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 AS retained_bytes, wal_status AS state
FROM pg_replication_slots
ORDER BY retained_bytes DESC NULLS LAST
LIMIT %(most)s
"""
RECOVERY = """
SELECT received::text, replayed::text, pg_wal_lsn_diff(received, replayed)::float8 AS behind_bytes,
       CASE received WHEN replayed THEN 0
            ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END::float8 AS behind_seconds
FROM (SELECT pg_last_wal_receive_lsn() AS received, pg_last_wal_replay_lsn() AS replayed) place
"""


def select_rows(connection: Connection, statement: str | sql.Composable, **values: Any) -> Rows:
    """All rows, each by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def select_slowest(connection: Connection, most: int) -> Rows | None:
    """Statements by the time that all their calls took; None where pg_stat_statements is not installed."""
    found = select_rows(connection, STATISTICS)
    if not found:
        return None
    statistics = sql.Identifier(found[0]["nspname"], "pg_stat_statements")
    return select_rows(connection, sql.SQL(SLOWEST).format(statistics=statistics), most=most)


def is_in_recovery(connection: Connection) -> bool:
    """Whether this server follows another."""
    return bool(select_rows(connection, "SELECT pg_is_in_recovery() AS follows")[0]["follows"])
