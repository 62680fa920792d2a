"""Databases with the seeds or an import in them, and where the old data lies."""

import os
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from movies_api.intake.cli import main as run_importer
from suite.environment import find_root
from suite_testing.databases import TestDatabase

DATA = find_root(Path(__file__)).parent / "shared" / "data"
DUMP = DATA / "vibesfilm"
needs_data = pytest.mark.skipif(not DUMP.is_dir(), reason="the data folder beside the repository is absent")


@dataclass(frozen=True)
class Outcome:
    """What a command line did."""

    status: int
    output: list[str]
    errors: list[str]

    def counts(self, file: str) -> str:
        """The summary of a file, without its name."""
        (line,) = [line for line in self.output if line.startswith(f"{file}: ")]
        return line.removeprefix(f"{file}: ")


def command(main: Any, database: TestDatabase, *arguments: object, **environment: str) -> Outcome:
    """Run a command line of the service on a database."""
    variables = {
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "CORS_ORIGIN": "http://localhost:3103",
        "MOVIES_DATABASE_URL": database.dsn("app_movies"),
        **environment,
    }
    output, errors = StringIO(), StringIO()
    with patch.dict(os.environ, variables), redirect_stdout(output), redirect_stderr(errors):
        status = main([str(argument) for argument in arguments])
    return Outcome(status, output.getvalue().splitlines(), errors.getvalue().splitlines())


def import_files(database: TestDatabase, *arguments: object) -> Outcome:
    """Run the importer."""
    return command(run_importer, database, *arguments)


def value(database: TestDatabase, sql: str, parameters: Sequence[Any] = ()) -> Any:
    """The first column of the first row, as the administrator sees it."""
    row = rows(database, sql, parameters)
    return row[0][0] if row else None


def rows(database: TestDatabase, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows, as the administrator sees them."""
    with database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
