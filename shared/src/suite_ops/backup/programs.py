"""PostgreSQL's own programs, called with the owner's login and without showing it."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg2.extensions import parse_dsn

from suite_ops.backup.failures import BackupError
from suite_ops.database.binaries import Binaries, find_binaries
from suite_ops.database.server import choose_mode
from suite_ops.installation import Installation


def binaries_of(here: Installation) -> Binaries:
    """The programs that fit the database of this installation."""
    return find_binaries("system" if choose_mode(here) == "system" else "embedded")


def run_program(
    binaries: Binaries, name: str, dsn: str, arguments: Sequence[str | Path], *, harmless: str | None = None
) -> str:
    """Run pg_dump, pg_restore and the like against `dsn`; its output. Raises BackupError with its first error.

    `harmless`: a program that failed in nothing but statements the server refused with these words has succeeded.
    """
    done = subprocess.run(
        [binaries.program(name), *map(str, arguments)],
        env=login_environment(dsn),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if "error: " in line.lower()]
        grave = [line for line in errors if harmless is None or harmless not in line]
        if grave or not errors:
            reason = (grave or lines or ["no output"])[0 if grave else -1]
            raise BackupError(f"{name}: {reason.strip()}")
    return done.stdout


def login_environment(dsn: str) -> dict[str, str]:
    """The environment in which PostgreSQL's programs find server, user, password and database of `dsn`.

    By environment: everybody on the machine can read arguments.
    """
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE"}
    given = {names[name]: str(value) for name, value in parse_dsn(dsn).items() if name in names}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, **given}
