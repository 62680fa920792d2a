"""`test-disaster-recovery`: lose a copy of everything, get it back from a backup, and prove that nothing differs."""

import argparse
import os
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import psycopg2

from suite_ops.backup.command import back_up_database
from suite_ops.backup.drill_result import Result
from suite_ops.backup.drill_services import require_migrated, serve_all
from suite_ops.backup.failures import BackupError
from suite_ops.backup.fingerprints import count_rows
from suite_ops.backup.log_drill import drill_log
from suite_ops.backup.programs import binaries_of
from suite_ops.backup.restoration import Server, create_database, opened_backup, restore_into
from suite_ops.database.account import PostgresError
from suite_ops.database.bootstrap import prepare_database, prepare_roles
from suite_ops.database.throwaway import reachable_folder, throwaway_cluster
from suite_ops.environment.private_files import private_files
from suite_ops.health.textfile import write_gauges
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.terminal import fail, inform, succeed


@private_files()
def main(argv: list[str]) -> int:
    """Exit status 0 when everything came back in time, 1 on any difference, failure or exceeded limit."""
    parser = argparse.ArgumentParser(prog="test-disaster-recovery.sh", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the dump of the drill in BACKUP_DIR")
    parser.add_argument(
        "--physical", action="store_true", help="lose the cluster, restore it from a base backup and the archived log"
    )
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
        # Named so, and open to the account of the database: it reads the log from here.
        with reachable_folder("colmeia-drill-") as folder:
            place = here.settings.backup_folder(here.root) if arguments.keep else folder / "backups"
            result = drill_log(here, folder) if arguments.physical else drill(here, place)
    except psycopg2.Error as error:
        fail(f"database: {str(error).strip().splitlines()[0]}")
        return _tell_failed()
    except (BackupError, InstallationError, PostgresError, OSError) as error:
        fail(str(error))
        return _tell_failed()
    return _judge(here, result)


def drill(here: Installation, folder: Path) -> Result:
    """Back up, restore into a cluster made for it, compare, migrate, serve; raises BackupError."""
    backup = back_up_database(here, folder, here.settings.backup_keep, [])
    last_change = _last_commit(here)
    lost_at = time.time()
    inform("the database counts as lost from now on")
    passwords = here.settings.role_passwords()
    key = here.settings.backup_secret
    database = here.settings.database_name
    with throwaway_cluster(binaries_of(here)) as cluster, opened_backup(backup, key) as (content, description):
        server = Server(cluster.binaries, cluster.admin_dsn())
        _require_another(here, server, description.system_identifier)
        prepare_roles(server.dsn, passwords)
        create_database(server, database)
        restore_into(server, database, content, description)
        succeed(f"{len(description.tables)} tables and sequences are as in the backup, content and count")
        prepare_database(server.dsn, database, passwords)
        require_migrated(here, server.to(database))
        serve_all(here, cluster)
        rto = time.time() - lost_at
        started = datetime.fromisoformat(description.started).timestamp()
        rows = count_rows(description.tables)
        return Result(rto, max(0.0, (last_change or lost_at) - started), len(description.tables), rows)


def _last_commit(here: Installation) -> float | None:
    """When the source last committed, s since 1970, as far as it remembers; None when it does not."""
    with closing(psycopg2.connect(here.settings.admin_dsn())) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW track_commit_timestamp")
        row = cursor.fetchone()
        if not row or row[0] != "on":
            return None
        cursor.execute("SELECT extract(epoch FROM timestamp) FROM pg_last_committed_xact()")
        row = cursor.fetchone()
    return float(row[0]) if row and row[0] is not None else None


def _require_another(here: Installation, scratch: Server, source: str) -> None:
    with closing(psycopg2.connect(scratch.dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        row = cursor.fetchone()
    if row and row[0] == source:
        raise BackupError(f"the drill would restore onto its own source ({here.settings.database_name})")


def _judge(here: Installation, result: Result) -> int:
    settings = here.settings
    print(f"RTO {result.rto:.1f}")
    print(f"RPO {result.rpo:.1f}")
    in_time = result.rto <= settings.dr_max_rto_seconds and result.rpo <= settings.dr_max_rpo_seconds
    write_gauges(
        here.root, "drill", {"dr_rto_seconds": result.rto, "dr_rpo_seconds": result.rpo, "dr_last_result": int(in_time)}
    )
    if not in_time:
        fail(f"allowed are RTO {settings.dr_max_rto_seconds} s and RPO {settings.dr_max_rpo_seconds} s")
        return 1
    succeed(f"{result.rows} rows of {result.tables} tables and sequences came back, and every service serves them")
    return 0


def _tell_failed() -> int:
    root = os.environ.get("SUITE_ROOT")
    if root:
        write_gauges(Path(root), "drill", {"dr_last_result": 0})
    return 1
