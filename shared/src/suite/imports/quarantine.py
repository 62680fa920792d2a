"""Rows that only the database refuses: found, told and left out, so that the rest of the batch is stored."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import psycopg2
import psycopg2.errors

from suite.database import Connection, ConstraintViolated, savepoint
from suite.imports.report import describe

R = TypeVar("R")
T = TypeVar("T")
# What a row may be to blame for: values no column, index or constraint takes, texts that are none.
REFUSALS = (psycopg2.DataError, psycopg2.errors.ProgramLimitExceeded, ConstraintViolated, TypeError, ValueError)


def store_by_halves(
    connection: Connection,
    batch: Sequence[T],
    store: Callable[[Sequence[T]], R],
    refuse: Callable[[T, str], None],
) -> list[R]:
    """What `store` answers for the parts of a batch the database takes; `refuse` gets each row it does not, with why.

    A part that is refused is taken back and tried by halves: k bad rows of n cost at most 2 k (1 + log2 n) tries.
    `store` must change nothing but the database.
    """
    if not batch:
        return []
    try:
        with savepoint(connection, "part"):
            stored = [store(batch)]
    except REFUSALS as error:
        if len(batch) == 1:
            refuse(batch[0], f"cannot be stored: {reason_of(error)}")
            return []
        half = len(batch) // 2
        return [
            part for rows in (batch[:half], batch[half:]) for part in store_by_halves(connection, rows, store, refuse)
        ]
    return stored


def reason_of(error: Exception) -> str:
    """Why, in one line."""
    return f"refused by {error.constraint}" if isinstance(error, ConstraintViolated) else describe(error)
