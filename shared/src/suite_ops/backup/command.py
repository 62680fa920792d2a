"""`backup`: one moment of the database as a file that is proven readable, with what it contains beside it."""

import argparse
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import psycopg2

from suite_ops.backup.base import make_base_backup, prune_base_backups
from suite_ops.backup.catalogue import description_path, prune
from suite_ops.backup.dump import make_backup
from suite_ops.backup.encryption import SUFFIX
from suite_ops.backup.failures import BackupError
from suite_ops.backup.fingerprints import count_rows
from suite_ops.backup.offsite import newest, offsite_of
from suite_ops.backup.programs import binaries_of
from suite_ops.backup.wal_archive import prune_segments, wal_folder
from suite_ops.database.account import PostgresError
from suite_ops.environment.private_files import give_to_owner, make_folder, private_files
from suite_ops.health.textfile import write_gauges
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.terminal import fail, inform, succeed, warn

_HOUR = 3600.0


@private_files()
def main(argv: list[str]) -> int:
    """Exit status 0 when the backup is complete, 1 otherwise, and then there is no file."""
    parser = argparse.ArgumentParser(prog="backup.sh", description=__doc__)
    parser.add_argument("--dir", type=Path, metavar="D", help="where to; BACKUP_DIR without it")
    parser.add_argument("--keep", type=int, metavar="N", help="how many to keep; BACKUP_KEEP without it")
    parser.add_argument("--schema", action="append", default=[], metavar="S", help="only this schema; repeatable")
    parser.add_argument("--physical", action="store_true", help="the whole cluster, for restore-moment")
    parser.add_argument("--fetch", type=Path, metavar="D", help="bring the newest back from BACKUP_S3_BUCKET into D")
    parser.add_argument("--every", type=float, metavar="H", help="again after H hours, until asked to end: containers")
    arguments = parser.parse_args(argv)
    if arguments.every:
        return repeat(lambda: back_up(arguments), arguments.every * _HOUR)
    return back_up(arguments)


def repeat(make: Callable[[], int], seconds: float) -> int:
    """Make a backup now and each `seconds` from then, until SIGTERM; one that failed is tried again an hour later."""
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    while not ended.is_set():
        begin = time.monotonic()
        pause = seconds if make() == 0 else min(seconds, _HOUR)
        ended.wait(max(0.0, begin + pause - time.monotonic()))
    return 0


def back_up(arguments: argparse.Namespace) -> int:
    """One backup of the kind that is asked for; the exit status."""
    try:
        here = load_installation()
        folder = arguments.dir or here.settings.backup_folder(here.root)
        keep = max(1, arguments.keep or here.settings.backup_keep)
        _warn_without_key(here)
        if arguments.fetch:
            print(fetch(here, arguments.fetch, physical=arguments.physical))
        elif arguments.physical:
            print(back_up_cluster(here, folder, keep))
        else:
            print(back_up_database(here, folder, keep, arguments.schema))
    except psycopg2.Error as error:
        fail(f"database: {str(error).strip().splitlines()[0]}")
        return 1
    except (BackupError, InstallationError, PostgresError, OSError) as error:
        fail(str(error))
        return 1
    return 0


def back_up_database(here: Installation, folder: Path, keep: int, schemas: list[str]) -> Path:
    """A dump, then the removal of old ones; the new file. A part of the database counts as none."""
    begin = time.monotonic()
    dsn = here.settings.admin_dsn()
    make_folder(folder)
    path, description = make_backup(binaries_of(here), dsn, folder, here.settings.backup_secret, schemas)
    for written in (path, description_path(path)):
        give_to_owner(written)
    rows = count_rows(description.tables)
    seconds = time.monotonic() - begin
    succeed(f"{path.name}: {len(description.tables)} tables and sequences, {rows} rows, {seconds:.1f} s")
    if not schemas:
        copy_elsewhere(here, folder, [path, description_path(path)])
        for old in prune(folder, keep):
            inform(f"removed {old.name}")
        gauges = {"backup_last_success_timestamp_seconds": time.time(), "backup_size_bytes": description.size}
        write_gauges(here.root, "backup", gauges)
    return path


def back_up_cluster(here: Installation, folder: Path, keep: int) -> Path:
    """A base backup, then the removal of old ones and of the log before the oldest that stays."""
    begin = time.monotonic()
    settings = here.settings
    make_folder(folder)
    backup = make_base_backup(binaries_of(here), settings.admin_dsn("postgres"), folder, settings.backup_secret)
    give_to_owner(backup.folder)
    copy_elsewhere(here, folder, sorted(backup.folder.iterdir()))
    oldest = prune_base_backups(folder, keep)
    removed = prune_segments(wal_folder(here), oldest.timestamp()) if oldest else 0
    size = sum(path.stat().st_size for path in backup.folder.iterdir())
    write_gauges(
        here.root,
        "base-backup",
        {"base_backup_last_success_timestamp_seconds": time.time(), "base_backup_size_bytes": size},
    )
    succeed(f"{backup.folder.name}: {size} bytes, {time.monotonic() - begin:.1f} s; {removed} old segments removed")
    return backup.folder


def copy_elsewhere(here: Installation, folder: Path, paths: list[Path]) -> None:
    """Copy a backup to the storage that is configured, and remove old ones there."""
    offsite = offsite_of(here)
    if offsite is not None:
        size = offsite.store(folder, paths)
        removed = offsite.prune(here.settings.backup_keep, here.settings.backup_keep_days)
        inform(f"{len(paths)} files, {size} bytes, are elsewhere too; {len(removed)} old ones removed there")


def fetch(here: Installation, folder: Path, *, physical: bool) -> Path:
    """Bring the newest backup back from elsewhere into an empty folder; the dump, or the folder for a base backup."""
    offsite = offsite_of(here)
    if offsite is None:
        raise BackupError("BACKUP_S3_BUCKET names no storage to fetch from")
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty")
    make_folder(folder)
    names = newest(offsite.names(), physical=physical)
    offsite.fetch(folder, names)
    succeed(f"{len(names)} files were fetched")
    return folder if physical else next(folder / name for name in names if name.endswith(SUFFIX))


def _warn_without_key(here: Installation) -> None:
    if here.settings.backup_key is None and here.settings.app_env == "production":
        warn("BACKUP_KEY is not set: the backup is not encrypted")
