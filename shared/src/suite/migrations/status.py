"""What the files of a folder and the ledger of a schema say about each other."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from psycopg2.extensions import connection as Connection

from suite.migrations.failures import MigrationsRefused
from suite.migrations.files import MigrationFile, read_migrations
from suite.migrations.ledger_queries import LedgerEntry, select_entries


@dataclass(frozen=True)
class Status:
    """`pending` files are not in the ledger; `problems` are reasons to run nothing, one line each.

    `newer` are entries of a release after this one: a schema that only grew serves the release before as well.
    """

    applied: list[LedgerEntry]
    pending: list[MigrationFile]
    problems: list[str]
    newer: list[LedgerEntry] = field(default_factory=list)


def compare(files: list[MigrationFile], applied: list[LedgerEntry]) -> Status:
    """Edited, renamed, missing and out-of-order files are problems, and what a later release took away."""
    by_version = {file.version: file for file in files}
    last = max(by_version, default=0)
    newer = [entry for entry in applied if files and entry.version > last]
    done = {entry.version for entry in applied}
    latest = max(done, default=0)
    pending = [file for file in files if file.version not in done]
    known = [entry for entry in applied if entry not in newer]
    problems = [problem for entry in known if (problem := _entry_problem(entry, by_version))]
    problems += [
        f"{entry.file_name}: a later release took something away ({entry.contract}); this one cannot run any more"
        for entry in newer
        if entry.contract
    ]
    problems += [
        f"{file.file_name}: out of order, {latest:04d} is already applied" for file in pending if file.version < latest
    ]
    return Status(applied, pending, problems, newer)


def pending_migrations(connection: Connection, directory: Path, schema: str) -> list[str]:
    """File names the database still lacks, for readiness: two cheap queries, SELECT rights are enough.

    Raises MigrationsRefused when an applied file was edited since. A ledger ahead of the files is fine:
    during a rolling update the old release serves on the schema of the new one.
    """
    files = _read_once(directory)
    applied = select_entries(connection, schema)
    checksums = {file.version: file.checksum for file in files}
    edited = [
        f"{entry.file_name}: edited since it was applied"
        for entry in applied
        if checksums.get(entry.version, entry.checksum) != entry.checksum
    ]
    if edited:
        raise MigrationsRefused(edited)
    return [file.file_name for file in compare(list(files), applied).pending]


@lru_cache(maxsize=32)
def _read_once(directory: Path) -> tuple[MigrationFile, ...]:
    # The files of a release do not change under a running process, and readiness is asked every few seconds.
    return tuple(read_migrations(directory))


def _entry_problem(entry: LedgerEntry, by_version: dict[int, MigrationFile]) -> str | None:
    file = by_version.get(entry.version)
    if file is None:
        return f"{entry.file_name}: applied, but the file is missing"
    if file.name != entry.name:
        return f"{file.file_name}: was applied as {entry.file_name}"
    if file.checksum != entry.checksum:
        return f"{file.file_name}: edited since it was applied"
    return None
