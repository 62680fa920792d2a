"""Driver errors translated once, at the edge: by SQLSTATE and constraint name, never by the words of a message."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import errorcodes

from suite.errors import AppError, DatabaseUnavailable, StorageFull, Unavailable

_TIMEOUT = frozenset({errorcodes.QUERY_CANCELED})
_ABORTED = frozenset({errorcodes.SERIALIZATION_FAILURE, errorcodes.DEADLOCK_DETECTED})
_SERVER_GONE = frozenset(
    {
        errorcodes.ADMIN_SHUTDOWN,
        errorcodes.CRASH_SHUTDOWN,
        errorcodes.CANNOT_CONNECT_NOW,
        errorcodes.TOO_MANY_CONNECTIONS,
        errorcodes.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    }
)


class ConstraintViolated(Exception):
    """A named constraint refused a row; `constraint` is its name."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class PoolExhausted(DatabaseUnavailable):
    """Database unavailable"""


class TransactionAborted(Unavailable):
    """The request collided with another one; try again"""

    def __init__(self) -> None:
        super().__init__(retry_after=1)


class LockTimeout(TransactionAborted):
    """Another request holds what this one needs; try again"""


def translate(error: psycopg2.Error, *, may_write: bool = False) -> Exception:
    """The error a service sees instead of `error`; programming mistakes come back unchanged.

    A transaction that `may_write` and is refused as read-only met a server that is kept from filling its disk up.
    """
    state = error.pgcode
    if isinstance(error, psycopg2.IntegrityError):
        return ConstraintViolated(error.diag.constraint_name or "")
    if state in _TIMEOUT or state in _SERVER_GONE:
        return DatabaseUnavailable()
    if state in _ABORTED:
        return TransactionAborted()
    if state == errorcodes.DISK_FULL or (may_write and state == errorcodes.READ_ONLY_SQL_TRANSACTION):
        return StorageFull()
    if state == errorcodes.LOCK_NOT_AVAILABLE:
        return LockTimeout()
    if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError) and not state:
        return DatabaseUnavailable()
    if state and state.startswith("08"):
        return DatabaseUnavailable()
    return error


@contextmanager
def violating(constraint: str, domain_error: AppError) -> Iterator[None]:
    """Raise `domain_error` when the block violates `constraint`."""
    try:
        yield
    except ConstraintViolated as violation:
        if violation.constraint == constraint:
            raise domain_error from violation
        raise
