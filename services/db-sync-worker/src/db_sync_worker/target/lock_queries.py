"""SQL of the session locks: one a stream and purpose, one of the loop, one of the upkeep."""

import hashlib
from contextlib import suppress

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.target.statements import value


def lock_key(name: str) -> int:
    """The advisory lock of a stream (or of the loop), the same in every process."""
    return int.from_bytes(hashlib.sha256(f"db-sync-worker:{name}".encode()).digest()[:8], "big", signed=True)


def try_lock(connection: Connection, name: str) -> bool:
    """Take a session lock unless somebody has it."""
    locked = bool(value(connection, "SELECT pg_try_advisory_lock(%s)", (lock_key(name),)))
    connection.commit()
    return locked


def free_lock(connection: Connection, name: str) -> None:
    """Give a session lock back; nothing happens when the connection is gone, and the lock with it."""
    with suppress(psycopg2.Error):
        connection.rollback()
        value(connection, "SELECT pg_advisory_unlock(%s)", (lock_key(name),))
        connection.commit()
