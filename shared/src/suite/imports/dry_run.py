"""A run that does all of its work and takes it back."""

from collections.abc import Iterator
from contextlib import contextmanager

from suite.database import Connection, Database


class DryRun(Exception):
    """Ends a transaction that must leave nothing."""


@contextmanager
def leaving_nothing(database: Database, session: dict[str, str] | None = None) -> Iterator[Connection]:
    """A transaction that is rolled back when its block ends well."""
    try:
        with database.transaction(session) as connection:
            yield connection
            raise DryRun
    except DryRun:
        return
