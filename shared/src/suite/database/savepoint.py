"""A part of a transaction that happens as a whole or not at all, while the transaction goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from suite.database.connection import Connection
from suite.database.session_queries import open_savepoint, release_savepoint, take_back
from suite.errors import Unavailable


@contextmanager
def savepoint(connection: Connection, name: str) -> Iterator[None]:
    """Undo what the block did when it raises. What it queued is sent before it ends, and raised in it.

    Unavailable says nothing about the block: it ends the transaction.
    """
    open_savepoint(connection, name)
    try:
        yield
        release_savepoint(connection, name)
    except Unavailable:
        raise
    except Exception:
        connection.forget_queued()
        take_back(connection, name)
        raise
