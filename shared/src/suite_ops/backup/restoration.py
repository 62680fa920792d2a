"""From a backup to a database that has been compared with it, table by table."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn

from suite_ops.backup.catalogue import Description, load_description, verify_file
from suite_ops.backup.encryption import NotOpened, decrypt_file
from suite_ops.backup.failures import BackupError
from suite_ops.backup.fingerprints import compare, take_fingerprints
from suite_ops.backup.programs import run_program
from suite_ops.database.binaries import Binaries

JOBS = 2
_SHOWN = 5
# pg_restore of 17 and newer turns this off first; an older server, whose data it can read, has never heard of it.
NEWER_SETTING = 'unrecognized configuration parameter "transaction_timeout"'


@dataclass(frozen=True)
class Server:
    """A server we may create databases on; `dsn` opens its maintenance database as the owner."""

    binaries: Binaries
    dsn: str

    def to(self, database: str) -> str:
        """The connection string of one database."""
        return str(make_dsn(self.dsn, dbname=database))


@contextmanager
def opened_backup(backup: Path, key: str | None) -> Iterator[tuple[Path, Description]]:
    """The checked content of a backup as pg_restore reads it, and its description; raises BackupError."""
    description = load_description(backup)
    verify_file(backup, description)
    if not description.encrypted:
        yield backup, description
        return
    if key is None:
        raise BackupError(f"{backup.name} is encrypted; BACKUP_KEY is needed")
    with tempfile.TemporaryDirectory(prefix=".opened-", dir=backup.parent) as folder:
        content = Path(folder) / "content"
        try:
            decrypt_file(backup, content, key)
        except NotOpened as error:
            raise BackupError(str(error)) from error
        yield content, description


def restore_into(server: Server, database: str, content: Path, description: Description) -> None:
    """Fill an empty database and compare every table; raises BackupError with what differs or failed."""
    target = server.to(database)
    options: list[str | Path] = [f"--jobs={JOBS}", f"--dbname={database}", content]
    run_program(server.binaries, "pg_restore", target, options, harmless=NEWER_SETTING)
    with closing(psycopg2.connect(target)) as connection:
        differences = compare(description.tables, take_fingerprints(connection))
        connection.rollback()
    if differences:
        shown = "; ".join(differences[:_SHOWN])
        raise BackupError(f"{len(differences)} tables are not as in the backup: {shown}")


def create_database(server: Server, database: str) -> None:
    """An empty database."""
    with _maintenance(server) as cursor:
        cursor.execute(_named("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", database))


def drop_database(server: Server, database: str) -> None:
    """Remove a database, whoever is connected to it."""
    with _maintenance(server) as cursor:
        cursor.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", database))


def is_empty(server: Server, database: str) -> bool | None:
    """Whether a database has no table; None when there is no such database."""
    with _maintenance(server) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
        if not cursor.fetchone():
            return None
    with closing(psycopg2.connect(server.to(database))) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^(pg_|information_schema)'"
        )
        row = cursor.fetchone()
    return row is not None and row[0] == 0


def swap(server: Server, database: str, successor: str, kept_as: str) -> None:
    """Give the successor the name; the old database stays under another one. Sessions are ended."""
    with _maintenance(server) as cursor:
        cursor.execute(_named("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false", database))
        try:
            _end_sessions(cursor, database, successor)
            cursor.execute(_named("ALTER DATABASE {} RENAME TO {}", database, kept_as))
        except psycopg2.Error:
            cursor.execute(_named("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true", database))
            raise
        try:
            cursor.execute(_named("ALTER DATABASE {} RENAME TO {}", successor, database))
        except psycopg2.Error:
            cursor.execute(_named("ALTER DATABASE {} RENAME TO {}", kept_as, database))
            raise
        finally:
            _allow_all(cursor, (database, kept_as))


def _end_sessions(cursor: psycopg2.extensions.cursor, *databases: str) -> None:
    cursor.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = ANY(%s) AND pid <> pg_backend_pid()",
        (list(databases),),
    )


def _allow_all(cursor: psycopg2.extensions.cursor, databases: tuple[str, ...]) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s)", (list(databases),))
    for (name,) in cursor.fetchall():
        cursor.execute(_named("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true", name))


@contextmanager
def _maintenance(server: Server) -> Iterator[psycopg2.extensions.cursor]:
    with closing(_connect(server.dsn)) as connection, connection.cursor() as cursor:
        yield cursor


def _connect(dsn: str) -> Connection:
    connection: Connection = psycopg2.connect(dsn)
    connection.autocommit = True
    return connection


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
