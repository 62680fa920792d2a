"""Connections that die at a chosen statement, as when their process is killed there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg2.extensions import connection, cursor


class Killed(BaseException):
    """The process is gone."""


class Fate:
    """Counts statements and commits; at number `at` the connection dies, before the statement or just after it."""

    def __init__(self) -> None:
        self.count = 0
        self.at: int | None = None
        self.after = False
        self.killed = 0

    def doom(self, at: int, *, after: bool) -> None:
        """Die at the `at`-th statement from now."""
        self.count, self.at, self.after = 0, at, after

    def spare(self) -> None:
        """Live."""
        self.at = None

    @contextmanager
    def strikes(self, victim: connection) -> Iterator[None]:
        """Around each statement."""
        self.count += 1
        struck = self.count == self.at
        if struck and not self.after:
            self._kill(victim)
        yield
        if struck:
            self._kill(victim)

    def _kill(self, victim: connection) -> None:
        self.killed += 1
        victim.close()
        raise Killed


def mortal(fate: Fate) -> dict[str, Any]:
    """Arguments of psycopg2.connect() for connections under this fate."""

    class MortalCursor(cursor):
        def execute(self, *arguments: Any) -> None:
            with fate.strikes(self.connection):
                super().execute(*arguments)

        def copy_expert(self, *arguments: Any) -> None:
            with fate.strikes(self.connection):
                super().copy_expert(*arguments)

    class MortalConnection(connection):
        def commit(self) -> None:
            with fate.strikes(self):
                super().commit()

    return {"connection_factory": MortalConnection, "cursor_factory": MortalCursor}
