"""One logical backup: fingerprints and dump of one and the same snapshot."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import psycopg2
from psycopg2.extensions import connection as Connection

from suite_ops.backup.catalogue import DUMP, Description, description_path, digest, stamp
from suite_ops.backup.encryption import SUFFIX, encrypt_file
from suite_ops.backup.fingerprints import Fingerprint, take_fingerprints
from suite_ops.backup.programs import run_program
from suite_ops.database.binaries import Binaries


class Facts(TypedDict):
    """What is known of a snapshot."""

    database: str
    server_version: str
    system_identifier: str
    tables: Mapping[str, Fingerprint]


BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def make_backup(
    binaries: Binaries, dsn: str, folder: Path, key: str | None, schemas: Sequence[str] = ()
) -> tuple[Path, Description]:
    """Back the database of `dsn`, or some schemas of it, up into `folder`; the file and its description.

    Nothing is left in the folder when it fails. Raises BackupError, psycopg2.Error or OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    started = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as work:
        dumped = Path(work) / "content"
        with closing(psycopg2.connect(dsn)) as connection:
            connection.autocommit = True
            facts = _dump_snapshot(binaries, connection, dsn, dumped, schemas)
        run_program(binaries, "pg_restore", dsn, ["--list", dumped])
        roles = run_program(binaries, "pg_dumpall", dsn, ["--roles-only", "--no-role-passwords"])
        finished = _seal(dumped, key)
        target = _free_name(folder, "-".join([facts["database"], *schemas]), started, encrypted=key is not None)
        description = Description(
            file=target.name,
            sha256=digest(finished),
            size=finished.stat().st_size,
            encrypted=key is not None,
            database=facts["database"],
            system_identifier=facts["system_identifier"],
            server_version=facts["server_version"],
            started=started.isoformat(),
            finished=datetime.now(UTC).isoformat(),
            schemas=list(schemas),
            tables=facts["tables"],
            roles=roles,
        )
        finished.replace(target)
    description.save(description_path(target))
    return target, description


def _dump_snapshot(binaries: Binaries, connection: Connection, dsn: str, target: Path, schemas: Sequence[str]) -> Facts:
    """Dump and count the same moment: the snapshot is held until both are done."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN)
        cursor.execute(
            "SELECT pg_export_snapshot(), current_database(), current_setting('server_version'),"
            " (SELECT system_identifier::text FROM pg_control_system())"
        )
        row = cursor.fetchone()
        assert row is not None
        snapshot, database, version, identifier = row
        tables = take_fingerprints(connection, schemas)
        options: list[str | Path] = ["--format=custom", "--compress=1", f"--snapshot={snapshot}", "--file", target]
        options += [f'--schema="{schema}"' for schema in schemas]
        run_program(binaries, "pg_dump", dsn, options)
        cursor.execute("COMMIT")
    return {"database": database, "server_version": version, "system_identifier": identifier, "tables": tables}


def _seal(dumped: Path, key: str | None) -> Path:
    if key is None:
        return dumped
    sealed = dumped.with_suffix(SUFFIX)
    encrypt_file(dumped, sealed, key)
    dumped.unlink()
    return sealed


def _free_name(folder: Path, name: str, moment: datetime, *, encrypted: bool) -> Path:
    """A name nobody has: two backups may begin in the same second."""
    for number in range(100):
        extra = f"-{number}" if number else ""
        path = folder / f"{name}_{stamp(moment)}{extra}{DUMP}"
        if not description_path(path).exists():
            return path.with_name(path.name + SUFFIX) if encrypted else path
    raise FileExistsError(f"{folder} has a hundred backups of this second")
