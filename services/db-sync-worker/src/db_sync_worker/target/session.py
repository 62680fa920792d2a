"""A dedicated connection that holds the lock of one stream, and the fence that outlives the lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.settings import Settings
from db_sync_worker.target.errors import StreamLocked
from db_sync_worker.target.lock_queries import free_lock, try_lock
from suite.database.dsn import connection_arguments

STATEMENT_TIMEOUT_MS = 600_000
CONNECT_TIMEOUT_S = 10
Connect = Callable[[], Connection]


@dataclass(frozen=True)
class Purpose:
    """What a session is for: its lock is the stream's name and `suffix`, its fence a column of sync_control."""

    suffix: str
    fence: str


COPY = Purpose("", "fence")
# A comparison runs beside the copying, so it has a lock and a fence of its own.
COMPARE = Purpose(":compare", "compare_fence")


@dataclass
class Session:
    """`fence` is the number every update of sync_control must carry; 0 before it was raised and in dry runs."""

    connection: Connection
    fence: int = 0
    purpose: Purpose = COPY


def connector(settings: Settings, **options: Any) -> Connect:
    """How the engine connects: past any pooler, UTC, long statements, no idle limit while a source is slow."""
    arguments = connection_arguments(
        settings.past_pooler(settings.dsn()), settings.SCHEMA, settings.ID, STATEMENT_TIMEOUT_MS
    )
    arguments["options"] += " -c TimeZone=UTC -c DateStyle=ISO -c synchronous_commit=on"
    arguments["connect_timeout"] = CONNECT_TIMEOUT_S

    def connect() -> Connection:
        connection: Connection = psycopg2.connect(**arguments, **options)
        return connection

    return connect


@contextmanager
def locked_session(connect: Connect, stream: str, purpose: Purpose = COPY) -> Iterator[Session]:
    """A connection that holds the lock of a stream; StreamLocked. The end of the connection frees the lock.

    A run that came to its end frees it itself: the server notices a closed connection a moment later, and the next run
    would find the stream locked by nobody.
    """
    connection = connect()
    try:
        if not try_lock(connection, stream + purpose.suffix):
            raise StreamLocked
        session = Session(connection, purpose=purpose)
        yield session
        free_lock(session.connection, stream + purpose.suffix)
    finally:
        connection.close()
