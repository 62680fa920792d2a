"""Dead letters in the schema of the bus."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import psycopg2

from suite.database import Connection, Database
from suite.errors import AppError
from suite.events.adapters import dead_letter_queries
from suite.events.dead_letters import DeadLetter, DeadLetterChoice
from suite.events.errors import BusUnavailable


class BusDatabase:
    """The bus's database; what it raises becomes BusUnavailable."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def statement(self) -> Iterator[Connection]:
        """Single statements; what a crash of the database takes back of them is done again."""
        with _translated(), self.database.read({"synchronous_commit": "off"}) as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction."""
        with _translated(), self.database.transaction() as connection:
            yield connection


class PostgresDeadLetters:
    """Dead letters in `bus.dead_letters`."""

    def __init__(self, database: BusDatabase) -> None:
        self._database = database

    def add(self, dead_letter: DeadLetter) -> None:
        with self._database.transaction() as connection:
            dead_letter_queries.upsert_dead_letter(connection, dead_letter)

    def select(self, choice: DeadLetterChoice, *, limit: int, offset: int) -> list[DeadLetter]:
        with self._database.transaction() as connection:
            return dead_letter_queries.select_dead_letters(connection, choice, limit, offset)

    def count(self, choice: DeadLetterChoice) -> int:
        with self._database.transaction() as connection:
            return dead_letter_queries.count_dead_letters(connection, choice)

    def mark_replayed(self, dead_letters: Sequence[DeadLetter]) -> None:
        with self._database.transaction() as connection:
            dead_letter_queries.mark_replayed(connection, dead_letters)

    def drop(self, dead_letter_ids: Sequence[UUID]) -> int:
        with self._database.transaction() as connection:
            return dead_letter_queries.delete_dead_letters(connection, dead_letter_ids)

    def purge(self, before: datetime) -> int:
        with self._database.transaction() as connection:
            return dead_letter_queries.delete_before(connection, before)

    def close(self) -> None:
        """Give the connections back."""
        self._database.database.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except AppError as error:
        raise BusUnavailable(error.code.lower()) from error
    except psycopg2.Error as error:  # a schema that is not there, or not the one this code knows
        raise BusUnavailable(type(error).__name__) from error
