"""SQL over documentation_health_checks."""

from datetime import datetime
from uuid import UUID

from suite.database import Connection
from suite.dates import sql_date
from suite.ids import uuid7

MOST_CHECKS = 500
_HISTORY = f"""
SELECT json_build_object(
    'uptime_percent', round(100.0 * count(*) FILTER (WHERE status = 'online') / nullif(count(*), 0), 2),
    'avg_response_time', round(avg(response_time_ms), 1),
    'checks', (SELECT coalesce(json_agg(json_build_object(
                   'checked_at', {sql_date("newest.checked_at")}, 'status', newest.status,
                   'response_time_ms', newest.response_time_ms, 'message', newest.message)), '[]')
                 FROM (SELECT * FROM documentation_health_checks
                        WHERE system_id = %(system_id)s AND checked_at >= %(since)s
                        ORDER BY checked_at DESC, id DESC LIMIT {MOST_CHECKS}) AS newest))::text
FROM documentation_health_checks WHERE system_id = %(system_id)s AND checked_at >= %(since)s
"""


def insert_check(
    connection: Connection, system_id: UUID, *, at: datetime, status: str, milliseconds: int, message: str
) -> None:
    """Remember the result of a probe."""
    connection.run(
        "INSERT INTO documentation_health_checks (id, system_id, checked_at, status, response_time_ms, message)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (str(uuid7(at)), str(system_id), at, status, milliseconds, message),
    )


def select_history(connection: Connection, system_id: UUID, since: datetime) -> str:
    """Uptime, mean response time and the newest checks as JSON; the numbers are null without a check."""
    return str(connection.value(_HISTORY, {"system_id": str(system_id), "since": since}))


def delete_old_checks(connection: Connection, before: datetime) -> int:
    """Forget checks past retention; how many went."""
    return connection.run("DELETE FROM documentation_health_checks WHERE checked_at < %s", (before,))
