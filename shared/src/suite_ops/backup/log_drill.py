"""The drill of a lost machine: a base backup, the log as it was archived, and the cluster as of a moment from both."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg2

from suite_ops.backup.base import make_base_backup
from suite_ops.backup.drill_result import Result
from suite_ops.backup.drill_services import require_migrated, serve_all
from suite_ops.backup.failures import BackupError
from suite_ops.backup.fingerprints import Fingerprint, compare, count_rows, take_fingerprints
from suite_ops.backup.programs import binaries_of, login_environment
from suite_ops.backup.restore_moment import restore_moment, restored_cluster
from suite_ops.backup.wal_archive import HEARTBEAT, wal_folder
from suite_ops.database.cluster import Cluster
from suite_ops.installation import Installation
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import inform, succeed

PATIENCE = 60
RECEIVER = "colmeia_drill"
RECEIVED = """
    SELECT count(*) FROM pg_stat_replication WHERE application_name = %s AND flush_lsn >= %s::pg_lsn
"""
_SHOWN = 5


@dataclass(frozen=True)
class DatabaseContent:
    """What the database contained at a moment: a snapshot sees what was committed before it, and nothing after."""

    moment: datetime
    tables: dict[str, Fingerprint]


def drill_log(here: Installation, folder: Path) -> Result:
    """Lose the cluster, restore it to a moment from what lies in `folder`, serve, compare; raises BackupError.

    Tables that change while the drill goes on are restored but cannot be compared: nobody knows what they held.
    """
    archive = folder / "backups"
    place = replace(here, settings=replace(here.settings, backup_directory=str(archive)))
    with receiving(place):
        source, key = here.settings.admin_dsn("postgres"), here.settings.backup_secret
        backup = make_base_backup(binaries_of(here), source, archive, key)
        succeed(f"{backup.folder.name} and the log since then")
        before = look(here)
        rpo = wait_until_received(here)
    lost_at = time.time()
    inform("the cluster counts as lost from now on")
    restore_moment(place, before.moment, folder / "cluster")
    with served(place, folder / "cluster") as cluster:
        restored = cluster.admin_dsn(here.settings.database_name)
        # Before anything is served: what serves also writes.
        found = contents(restored)
        require_migrated(here, restored)
        serve_all(here, cluster)
        rto = time.time() - lost_at
    compared = require_equal(before.tables, look(here).tables, found)
    return Result(rto, rpo, compared, count_rows(found))


@contextmanager
def receiving(here: Installation) -> Iterator[None]:
    """The log of the cluster arrives in the archive during the block; the end is that of a lost machine."""
    folder = wal_folder(here)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {**login_environment(here.settings.admin_dsn("postgres")), "PGAPPNAME": RECEIVER}
    program = binaries_of(here).program("pg_receivewal")
    receiver = subprocess.Popen([program, "-D", str(folder), "--synchronous", "--no-password"], env=environment)
    try:
        yield
    finally:
        receiver.kill()
        receiver.wait()


def look(here: Installation) -> DatabaseContent:
    """Fingerprints of the source, and the moment they belong to."""
    with closing(psycopg2.connect(here.settings.admin_dsn())) as connection:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            row = cursor.fetchone()
        assert row is not None
        return DatabaseContent(row[0], take_fingerprints(connection))


def contents(dsn: str) -> dict[str, Fingerprint]:
    """Fingerprints of the restored database."""
    with closing(psycopg2.connect(dsn)) as connection:
        return take_fingerprints(connection)


def wait_until_received(here: Installation) -> float:
    """Seconds from a commit to its arrival in the archive: what is committed later is lost; raises BackupError."""
    with closing(psycopg2.connect(here.settings.admin_dsn("postgres"))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(HEARTBEAT)
        committed = time.time()
        cursor.execute("SELECT pg_current_wal_flush_lsn()")
        row = cursor.fetchone()
        assert row is not None

        def arrived() -> bool:
            cursor.execute(RECEIVED, (RECEIVER, row[0]))
            return cursor.fetchone() == (1,)

        if not wait_until(arrived, PATIENCE, pause=0.02):
            raise BackupError("the log does not arrive in the archive")
    return time.time() - committed


@contextmanager
def served(here: Installation, data: Path) -> Iterator[Cluster]:
    """The restored cluster, running."""
    cluster = restored_cluster(here, data)
    cluster.start(data.with_name("served.log"))
    try:
        yield cluster
    finally:
        cluster.stop()


def require_equal(
    before: Mapping[str, Fingerprint], after: Mapping[str, Fingerprint], found: Mapping[str, Fingerprint]
) -> int:
    """How many tables and sequences were compared; raises BackupError with those that differ.

    Compared is what was the same before and after: it was so at the moment as well. A sequence may be ahead, for the
    log knows it in steps; behind it would give numbers twice.
    """
    still = {name: entry for name, entry in before.items() if after.get(name) == entry}
    tables = {name: entry for name, entry in still.items() if not entry.sequence}
    differences = compare(tables, {name: found[name] for name in tables.keys() & found.keys()})
    behind = [
        f"{name} is behind"
        for name, entry in still.items()
        if entry.sequence and (name not in found or found[name].rows < entry.rows)
    ]
    missing = [f"{name} is missing" for name in sorted(before.keys() - still.keys() - found.keys())]
    if wrong := [*differences, *behind, *missing]:
        raise BackupError(f"{len(wrong)} are not as at the moment: {'; '.join(wrong[:_SHOWN])}")
    succeed(f"{len(still)} tables and sequences are as at the moment, {len(before) - len(still)} changed meanwhile")
    return len(still)
