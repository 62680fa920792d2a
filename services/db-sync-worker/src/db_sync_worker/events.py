"""What others are told: a stream that keeps failing."""

from datetime import UTC, datetime

from psycopg2.extensions import connection as DriverConnection

from suite.database import Connection
from suite.database.connection import SilentMeter
from suite.events import publish

LONGEST_TEXT = 2_000


def announce_failure(connection: DriverConnection, stream: str, run_id: str, error: str, failures: int) -> None:
    """The stream failed `failures` times in a row: written in the transaction that counts the failure."""
    data = {
        "stream": stream,
        "runId": run_id,
        "error": error[:LONGEST_TEXT] or "unknown",
        "failedAt": datetime.now(UTC).isoformat(),
        "consecutiveFailures": failures,
    }
    publish(Connection(connection, None, SilentMeter()), "sync-failed", data)
