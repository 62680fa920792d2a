"""`restore FILE`: bring a backup back. Success is said only after every table was compared with the backup."""

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from suite_ops.backup.catalogue import Description, stamp
from suite_ops.backup.failures import BackupError, NotEmpty
from suite_ops.backup.fingerprints import count_rows
from suite_ops.backup.programs import binaries_of
from suite_ops.backup.restoration import (
    Server,
    create_database,
    drop_database,
    is_empty,
    opened_backup,
    restore_into,
    swap,
)
from suite_ops.database.account import PostgresError
from suite_ops.database.bootstrap import prepare_database, prepare_roles
from suite_ops.environment.private_files import private_files
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.terminal import fail, inform, succeed

REFUSED = 3


@private_files()
def main(argv: list[str]) -> int:
    """Exit status 0 restored and compared, 1 failed with nothing replaced, 3 refused: the target holds data."""
    arguments = _parser().parse_args(argv)
    try:
        here = load_installation()
        database = arguments.into or here.settings.database_name
        begin = time.monotonic()
        description, kept_as = restore(here, arguments.file, database, replace=arguments.replace, agreed=arguments.yes)
    except NotEmpty as error:
        fail(str(error))
        return REFUSED
    except psycopg2.Error as error:
        fail(f"database: {str(error).strip().splitlines()[0]}")
        return 1
    except (BackupError, InstallationError, PostgresError, OSError) as error:
        fail(str(error))
        return 1
    if kept_as:
        inform(f"the database before is kept as {kept_as}")
    rows = count_rows(description.tables)
    seconds = time.monotonic() - begin
    succeed(f"{database}: {len(description.tables)} tables and sequences, {rows} rows compared, {seconds:.1f} s")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="restore.sh", description=__doc__)
    parser.add_argument("file", type=Path, help="the .dump or .dump.enc file; its .json stands beside it")
    parser.add_argument("--into", metavar="DB", help="another database than the suite's own")
    parser.add_argument("--replace", action="store_true", help="replace a database that holds data; it is kept aside")
    parser.add_argument("--yes", action="store_true", help="do not ask before replacing")
    return parser


def restore(
    here: Installation, backup: Path, database: str, *, replace: bool, agreed: bool
) -> tuple[Description, str | None]:
    """Restore and compare; the description and the name the database before is kept under. Raises BackupError."""
    server = Server(binaries_of(here), here.settings.admin_dsn("postgres"))
    passwords = here.settings.role_passwords()
    with opened_backup(backup, here.settings.backup_secret) as opened:
        content, description = opened
        empty = is_empty(server, database)
        if description.schemas and empty is not None:
            raise NotEmpty(f"{backup.name} is a part of a database: --into names a new one")
        if empty is False and not replace:
            raise NotEmpty(f"{database} holds data; --replace restores beside it and then changes the names")
        if empty is False and not agreed:
            _ask(database)
        moment = stamp(datetime.now(UTC)).lower()
        work = f"{database}_restoring_{moment}"
        prepare_roles(server.dsn, passwords)
        create_database(server, work)
        try:
            restore_into(server, work, content, description)
            prepare_database(server.dsn, work, passwords)
        except BaseException:
            drop_database(server, work)
            raise
        return description, _put_in_place(server, database, work, moment, empty)


def _put_in_place(server: Server, database: str, work: str, moment: str, empty: bool | None) -> str | None:
    kept_as = f"{database}_before_{moment}"
    if empty is None:
        create_database(server, database)
    swap(server, database, work, kept_as)
    if empty is False:
        return kept_as
    drop_database(server, kept_as)
    return None


def _ask(database: str) -> None:
    try:
        answer = input(f"Replace {database}? Its sessions are ended; it is kept under another name. [yes/no] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() != "yes":
        raise NotEmpty(f"{database} was not replaced; --yes agrees beforehand")
