"""SQL of the loop's heartbeat."""

from psycopg2.extensions import connection as Connection

from db_sync_worker.target.statements import run

_BEAT = """
INSERT INTO heartbeat (only_row, beat_at, interval_s, leader) VALUES (TRUE, now(), %s, %s)
ON CONFLICT (only_row) DO UPDATE
   SET beat_at = now(), interval_s = EXCLUDED.interval_s, leader = EXCLUDED.leader
"""


def upsert_heartbeat(connection: Connection, interval_s: float, leader: str) -> None:
    """The loop has gone round."""
    run(connection, _BEAT, (interval_s, leader))
