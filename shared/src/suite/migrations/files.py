"""Migration files of a folder: NNNN_name.sql, numbered without gaps."""

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from suite.migrations.failures import MigrationsRefused
from suite.migrations.statements import split_statements, transaction_control

NO_TRANSACTION = "-- no-transaction"
_CONTRACT = re.compile(r"^--\s*contract:\s*(\S.*)$", re.MULTILINE)
_FILE_NAME = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9][a-z0-9_]*)\.sql")


@dataclass(frozen=True)
class MigrationFile:
    """One file; `checksum` is the sha256 of its bytes."""

    version: int
    name: str
    sql: str
    checksum: str

    @property
    def file_name(self) -> str:
        """`0001_items.sql`."""
        return f"{self.version:04d}_{self.name}.sql"

    @property
    def contract(self) -> str | None:
        """Why it may take something away, in its own words; None for a file that only adds."""
        found = _CONTRACT.search(self.sql)
        return found[1].strip() if found else None

    @property
    def transactional(self) -> bool:
        """False when the first line asks to run outside a transaction."""
        return self.sql.partition("\n")[0].strip() != NO_TRANSACTION


def read_migrations(directory: Path) -> list[MigrationFile]:
    """All files by version; raises MigrationsRefused for bad names, duplicates, gaps and texts."""
    if not directory.is_dir():
        raise MigrationsRefused([f"{directory.parent.name}/{directory.name}: no such folder"])
    files: list[MigrationFile] = []
    problems: list[str] = []
    for path in sorted(directory.glob("*.sql")):
        try:
            files.append(_read_file(path))
        except ValueError as error:
            problems.append(f"{path.name}: {error}")
    files.sort(key=lambda file: (file.version, file.name))
    problems += [problem for before, after in pairwise(files) if (problem := _step_problem(before, after))]
    if problems:
        raise MigrationsRefused(problems)
    return files


def _read_file(path: Path) -> MigrationFile:
    parts = _FILE_NAME.fullmatch(path.name)
    if not parts:
        raise ValueError("not named NNNN_name.sql in lower case")
    content = path.read_bytes()
    try:
        sql = content.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    file = MigrationFile(int(parts["version"]), parts["name"], sql, hashlib.sha256(content).hexdigest())
    if next(split_statements(sql), None) is None:
        raise ValueError("holds no statement")
    word = transaction_control(sql)
    if word:
        raise ValueError(f"{word} would end or nest the transaction of the migration")
    return file


def _step_problem(before: MigrationFile, after: MigrationFile) -> str | None:
    if before.version == after.version:
        return f"{after.file_name}: version {after.version:04d} is also {before.file_name}"
    if after.version != before.version + 1:
        return f"{after.file_name}: version {before.version + 1:04d} is missing before it"
    return None
