"""PostgreSQL for services: one pool a process, short transactions, row level security in the same round trip."""

from suite.database.connection import Connection, Prepared
from suite.database.errors import ConstraintViolated, LockTimeout, TransactionAborted, violating
from suite.database.facade import Database
from suite.database.savepoint import savepoint

__all__ = [
    "Connection",
    "ConstraintViolated",
    "Database",
    "LockTimeout",
    "Prepared",
    "TransactionAborted",
    "savepoint",
    "violating",
]
