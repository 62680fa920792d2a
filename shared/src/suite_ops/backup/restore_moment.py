"""`restore-moment --time T`: the whole cluster as it was at a moment, from a base backup and the log after it."""

import argparse
import os
import re
import shlex
import shutil
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from suite_ops.backup.archive_renewal import log_of, renew_archive
from suite_ops.backup.base import BaseBackup, base_backup_before, unpack
from suite_ops.backup.catalogue import stamp
from suite_ops.backup.encryption import SUFFIX, NotOpened, decrypt_file
from suite_ops.backup.failures import BackupError
from suite_ops.backup.programs import binaries_of
from suite_ops.backup.wal_archive import wal_folder
from suite_ops.database.account import Account, PostgresError, find_account
from suite_ops.database.cluster import Cluster
from suite_ops.database.server import place_data
from suite_ops.database.throwaway import free_port
from suite_ops.environment.private_files import private_files
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import fail, inform, succeed

PATIENCE = 4 * 3600
_SEGMENT = re.compile(r"^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(\.partial)?(\.enc)?$")
_SEGMENTS_A_FILE = 256


@private_files()
def main(argv: list[str]) -> int:
    """Exit status 0 when a cluster as of the moment is ready, 1 when that moment cannot be reached."""
    parser = argparse.ArgumentParser(prog="restore-moment.sh", description=__doc__)
    parser.add_argument("--time", required=True, type=parse_moment, metavar="T", help="ISO 8601; UTC without a zone")
    parser.add_argument("--into", type=Path, metavar="D", help="data folder to make; without it beside var/postgres")
    parser.add_argument(
        "--replace", action="store_true", help="put it in the place of var/postgres; the suite is stopped"
    )
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
        if arguments.replace:
            require_stopped(here)
        begin = time.monotonic()
        target = arguments.into or folder_beside_data(here)
        restore_moment(here, arguments.time, target)
        if arguments.replace:
            set_aside = put_in_place(here, target)
            inform(f"the data before are kept in {set_aside}")
            target = here.data_dir
            renew_archive(here, restored_cluster(here, target.resolve()))
    except (BackupError, InstallationError, PostgresError, OSError) as error:
        fail(str(error))
        return 1
    succeed(f"{target} is the cluster as of {arguments.time.isoformat()}, {time.monotonic() - begin:.1f} s")
    return 0


def folder_beside_data(here: Installation) -> Path:
    """Where the account that runs PostgreSQL can enter; it could not enter the folder of backups of another."""
    place_data(here.data_dir)
    place = here.data_dir.resolve()
    return place.with_name(f"{place.name}.moment-{stamp(datetime.now(UTC))}")


def parse_moment(text: str) -> datetime:
    """An ISO 8601 time; UTC when it names no zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def restore_moment(here: Installation, moment: datetime, target: Path) -> None:
    """Make a stopped cluster in `target` that ends at `moment`; raises BackupError and then removes it."""
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} is not empty")
    folder = here.settings.backup_folder(here.root)
    key = here.settings.backup_secret
    backup = base_backup_before(folder, moment)
    account = find_account(here.data_dir.resolve())
    target.mkdir(parents=True, mode=0o700, exist_ok=True)
    work = target.with_name(target.name + ".log")
    try:
        work.mkdir(mode=0o755, exist_ok=True)
        unpack(binaries_of(here), backup, target, key)
        _collect_log(log_of(wal_folder(here), backup), work, key)
        _require_no_gap(work)
        _ask_for_recovery(target, work, moment)
        _give_all(account, target, work)
        _recover(here, target, work, moment, backup)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _collect_log(archive: Path, work: Path, key: str | None) -> None:
    """Plain copies of every archived segment; the one that was being received counts as far as it goes."""
    for path in sorted(archive.iterdir()) if archive.is_dir() else []:
        name = path.name.removesuffix(SUFFIX)
        if not _SEGMENT.match(path.name) and not name.endswith(".history"):
            continue
        target = work / name.removesuffix(".partial")
        if path.suffix != SUFFIX:
            shutil.copyfile(path, target)
        elif key is None:
            raise BackupError(f"{path.name} is encrypted; BACKUP_KEY is needed")
        else:
            try:
                decrypt_file(path, target, key)
            except NotOpened as error:
                raise BackupError(str(error)) from error


def _require_no_gap(work: Path) -> None:
    """Raise BackupError when a segment between others is missing: what comes after it cannot be used."""
    by_timeline: dict[str, list[int]] = {}
    for path in work.iterdir():
        found = _SEGMENT.match(path.name)
        if found:
            number = int(found[2], 16) * _SEGMENTS_A_FILE + int(found[3], 16)
            by_timeline.setdefault(found[1], []).append(number)
    for timeline, numbers in by_timeline.items():
        missing = sorted(set(range(min(numbers), max(numbers) + 1)) - set(numbers))
        if missing:
            name = f"{timeline}{missing[0] // _SEGMENTS_A_FILE:08X}{missing[0] % _SEGMENTS_A_FILE:08X}"
            raise BackupError(f"the archive of the log has a gap: {name} is missing")


def _ask_for_recovery(target: Path, work: Path, moment: datetime) -> None:
    copy = f"cp {shlex.quote(str(work))}/%f %p"
    lines = {
        "restore_command": copy,
        "recovery_target_time": moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00"),
        "recovery_target_action": "promote",
        "archive_mode": "off",
    }
    text = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in lines.items())
    with (target / "postgresql.auto.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(text)
    (target / "recovery.signal").touch()


def _recover(here: Installation, target: Path, work: Path, moment: datetime, backup: BaseBackup) -> None:
    cluster = restored_cluster(here, target)
    log = work / "recovery.log"
    try:
        cluster.start(log, timeout=PATIENCE)
        if not wait_until(lambda: _has_ended_recovery(cluster), PATIENCE, pause=0.2):
            raise BackupError("the recovery does not come to an end")
    except (PostgresError, psycopg2.Error) as error:
        raise BackupError(_reason(log, moment, backup)) from error
    finally:
        cluster.stop()
    _forget_recovery(target)


def restored_cluster(here: Installation, data: Path) -> Cluster:
    """A copy of our cluster, to be served on a free port of its own."""
    password = here.settings.database_superpass
    return Cluster(
        data,
        free_port(),
        password.reveal() if password else "",
        here.settings.database_superuser,
        binaries=binaries_of(here),
    )


def _has_ended_recovery(cluster: Cluster) -> bool:
    with closing(psycopg2.connect(cluster.admin_dsn())) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_is_in_recovery()")
        row = cursor.fetchone()
    return bool(row and row[0])


def _reason(log: Path, moment: datetime, backup: BaseBackup) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    found = [line.split("FATAL:")[1].strip() for line in lines if "FATAL:" in line and "starting up" not in line]
    reason = found[0] if found else "it does not start"
    return f"{moment.isoformat()} cannot be reached from {backup.folder.name}: {reason}"


def _forget_recovery(target: Path) -> None:
    path = target / "postgresql.auto.conf"
    ours = ("restore_command", "recovery_target", "archive_mode")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(ours)]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _give_all(account: Account | None, *folders: Path) -> None:
    if account is None:
        return
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.uid, account.gid)


def require_stopped(here: Installation) -> None:
    """Raise BackupError while the database in var/postgres is served."""
    pid_file = here.data_dir / "postmaster.pid"
    if pid_file.exists():
        raise BackupError("the database runs; scripts/stop-all.sh first")


def put_in_place(here: Installation, target: Path) -> Path:
    """Move the new cluster to var/postgres; where the old one is now."""
    place = here.data_dir.resolve()
    set_aside = place.with_name(f"{place.name}.before-{stamp(datetime.now(UTC))}")
    if place.exists():
        place.rename(set_aside)
    shutil.move(target, place)
    return set_aside
