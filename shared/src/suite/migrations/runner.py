"""Bring a schema up to the files of its folder, one runner at a time."""

import hashlib
import logging
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2.errors import DeadlockDetected, LockNotAvailable
from psycopg2.extensions import TRANSACTION_STATUS_INTRANS
from psycopg2.extensions import connection as Connection
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from suite.migrations.failures import MigrationFailed, MigrationsBusy, MigrationsRefused
from suite.migrations.files import MigrationFile, read_migrations
from suite.migrations.ledger_queries import (
    create_ledger,
    insert_entry,
    prepare_session,
    reset_session,
    select_entries,
    try_lock,
)
from suite.migrations.statements import split_statements
from suite.migrations.status import Status, compare
from suite.tracing import CLIENT, trace

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 5
POLL_S = 0.2


@dataclass(frozen=True)
class Applied:
    """One file this run applied; `executed` is False for files a dry run or a baseline only lists."""

    file: MigrationFile
    duration_ms: int
    executed: bool = True


@dataclass(frozen=True)
class Migrations:
    """The files of `directory` for `schema`. All methods want the DSN of the role that owns the schema.

    `patience_s` is how long to wait for another runner, `lock_timeout_ms` how long a statement may wait for
    a lock before its file is rolled back and tried again, `retries` times at most.
    """

    directory: Path
    schema: str
    lock_timeout_ms: int = 5_000
    retries: int = 5
    patience_s: float = 300.0

    def status(self, dsn: str) -> Status:
        """Compare files and ledger; nothing is changed."""
        files = read_migrations(self.directory)
        with closing(psycopg2.connect(dsn, connect_timeout=CONNECT_TIMEOUT_S)) as connection:
            return compare(files, select_entries(connection, self.schema))

    def migrate(self, dsn: str) -> list[Applied]:
        """Apply what is pending, oldest first; MigrationsRefused means that nothing was run."""
        with self._exclusive(dsn) as connection:
            plan = self._plan(connection)
            with connection:
                create_ledger(connection, self.schema)
            return [self._apply(connection, file) for file in plan.pending]

    def dry_run(self, dsn: str) -> list[Applied]:
        """Execute what is pending in one transaction and roll it back.

        Files that opt out of transactions are listed with `executed` False.
        """
        with self._exclusive(dsn) as connection:
            plan = self._plan(connection)
            try:
                create_ledger(connection, self.schema)
                return [self._try(connection, file) for file in plan.pending]
            finally:
                connection.rollback()

    def baseline(self, dsn: str, version: int) -> list[Applied]:
        """Record files up to `version` as applied without running them, for a schema made by other means."""
        with self._exclusive(dsn) as connection:
            plan = self._plan(connection)
            chosen = [file for file in plan.pending if file.version <= version]
            if plan.applied:
                raise MigrationsRefused([f"{self.schema}: has a ledger already; a baseline starts one"])
            if not any(file.version == version for file in chosen):
                raise MigrationsRefused([f"{version:04d}: no file of this version"])
            with connection:
                create_ledger(connection, self.schema)
                for file in chosen:
                    insert_entry(connection, self.schema, file, 0)
            return [Applied(file, 0, executed=False) for file in chosen]

    @contextmanager
    def _exclusive(self, dsn: str) -> Iterator[Connection]:
        """A connection that is the only runner on the schema."""
        key = int.from_bytes(hashlib.sha256(f"migrations:{self.schema}".encode()).digest()[:8], signed=True)
        with closing(psycopg2.connect(dsn, connect_timeout=CONNECT_TIMEOUT_S)) as connection:
            deadline = time.monotonic() + self.patience_s
            # Polled, not awaited: a statement that waits in the server holds a snapshot, and CREATE INDEX
            # CONCURRENTLY of the runner at work would wait for that snapshot to go away.
            while not try_lock(connection, key):
                if time.monotonic() > deadline:
                    raise MigrationsBusy(f"{self.schema}: another runner is at work")
                time.sleep(POLL_S)
            # Closing the connection releases the lock, also when this process is killed.
            yield connection

    def _plan(self, connection: Connection) -> Status:
        files = read_migrations(self.directory)
        with connection:
            plan = compare(files, select_entries(connection, self.schema))
        if plan.problems:
            raise MigrationsRefused(plan.problems)
        return plan

    def _apply(self, connection: Connection, file: MigrationFile) -> Applied:
        run = self._run_in_transaction if file.transactional else self._run_outside_transaction
        try:
            with trace("migration", CLIENT, db__system__name="postgresql", db__namespace=self.schema) as begun:
                if begun is not None:
                    begun.attributes["migration.file"] = file.file_name
                duration_ms = run(connection, file)
        except psycopg2.Error as error:
            rest = "" if file.transactional else "; its earlier statements stay and must be undone by hand"
            raise MigrationFailed(_explain(file, error) + rest) from error
        logger.info("migration applied", extra={"schema": self.schema, "migration": file.file_name})
        return Applied(file, duration_ms)

    def _try(self, connection: Connection, file: MigrationFile) -> Applied:
        if not file.transactional:
            return Applied(file, 0, executed=False)
        try:
            return Applied(file, self._execute(connection, file))
        except psycopg2.Error as error:
            raise MigrationFailed(_explain(file, error)) from error

    def _run_in_transaction(self, connection: Connection, file: MigrationFile) -> int:
        for attempt in Retrying(
            retry=retry_if_exception_type((LockNotAvailable, DeadlockDetected)),
            stop=stop_after_attempt(self.retries + 1),
            wait=wait_random_exponential(multiplier=0.2, max=5),
            reraise=True,
        ):
            with attempt, connection:
                duration_ms = self._execute(connection, file)
                insert_entry(connection, self.schema, file, duration_ms)
        return duration_ms

    def _execute(self, connection: Connection, file: MigrationFile) -> int:
        self._prepare_session(connection)
        started = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(file.sql)
        reset_session(connection)
        if connection.get_transaction_status() != TRANSACTION_STATUS_INTRANS:
            raise MigrationFailed(f"{file.file_name}: ended the transaction it runs in")
        return round((time.perf_counter() - started) * 1000)

    def _run_outside_transaction(self, connection: Connection, file: MigrationFile) -> int:
        started = time.perf_counter()
        connection.autocommit = True
        try:
            self._prepare_session(connection)
            for offset, statement in split_statements(file.sql):
                with connection.cursor() as cursor:
                    # Blanks in front keep the error position true to the file.
                    cursor.execute(re.sub(r"\S", " ", file.sql[:offset]) + statement)
            reset_session(connection)
            duration_ms = round((time.perf_counter() - started) * 1000)
            insert_entry(connection, self.schema, file, duration_ms)
        finally:
            connection.autocommit = False
        return duration_ms

    def _prepare_session(self, connection: Connection) -> None:
        prepare_session(connection, self.schema, self.lock_timeout_ms)


def _explain(file: MigrationFile, error: psycopg2.Error) -> str:
    message = error.diag.message_primary or str(error).strip() or type(error).__name__
    position = error.diag.statement_position
    line = file.sql.count("\n", 0, int(position)) + 1 if position else None
    return f"{file.file_name}{f':{line}' if line else ''}: {message}"
