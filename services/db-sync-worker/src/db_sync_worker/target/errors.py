"""What can go wrong with the target."""

import psycopg2
from psycopg2 import errorcodes

# Errors of single rows, which bisection isolates; the last two: an index entry too long, a document too deep.
ROW_ERRORS = (
    psycopg2.DataError,
    psycopg2.IntegrityError,
    psycopg2.errors.ProgramLimitExceeded,
    psycopg2.errors.StatementTooComplex,
)
_PASSING = ("08", "40", "53", "57")


class StreamLocked(Exception):
    """Another run holds the lock of this stream"""


class FenceLost(Exception):
    """Another run has taken the stream over: this one may write nothing more"""


def is_compressed(error: BaseException) -> bool:
    """Whether TimescaleDB refused to decompress as many rows as a change needs."""
    state = error.pgcode if isinstance(error, psycopg2.Error) else None
    return state == errorcodes.CONFIGURATION_LIMIT_EXCEEDED and "decompress" in str(error)


def is_passing(error: BaseException) -> bool:
    """Whether the same work may succeed on a new connection."""
    if isinstance(error, psycopg2.InterfaceError):
        return True
    if not isinstance(error, psycopg2.OperationalError) or isinstance(error, ROW_ERRORS):
        return False
    if is_compressed(error):
        return False
    state = error.pgcode
    return state is None or state.startswith(_PASSING) or state == errorcodes.LOCK_NOT_AVAILABLE
