"""After a moment took the place of the data: the log goes on from another point, so the archive begins anew.

The segments received before lead to what is no more; they stay beside the archive, for the base backups they belong to.
The new archive begins with a slot and a base backup of its own: from there on every moment can be reached again.
"""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from suite_ops.backup.base import BaseBackup, make_base_backup
from suite_ops.backup.catalogue import stamp
from suite_ops.backup.wal_archive import SLOT, wal_folder
from suite_ops.database.cluster import Cluster
from suite_ops.environment.private_files import give_to_owner, make_folder
from suite_ops.installation import Installation
from suite_ops.terminal import inform, succeed

_BEFORE = ".before-"
_SLOT = (
    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %(slot)s",
    "SELECT pg_create_physical_replication_slot(%(slot)s, true)",
)


def renew_archive(here: Installation, cluster: Cluster) -> None:
    """Put the old log aside, then make a slot and a base backup of `cluster`, which runs meanwhile on its own port."""
    archive, folder = wal_folder(here), here.settings.backup_folder(here.root)
    if archive.exists():
        aside = archive.with_name(f"{archive.name}{_BEFORE}{stamp(datetime.now(UTC))}")
        archive.rename(aside)
        inform(f"the log before is kept in {aside}, for the base backups before")
    make_folder(archive)
    cluster.start()
    try:
        with closing(psycopg2.connect(cluster.admin_dsn())) as connection, connection.cursor() as cursor:
            for statement in _SLOT:
                cursor.execute(statement, {"slot": SLOT})
            connection.commit()
        backup = make_base_backup(cluster.binaries, cluster.admin_dsn(), folder, here.settings.backup_secret)
    finally:
        cluster.stop()
    give_to_owner(backup.folder)
    succeed(f"{backup.folder.name} and the slot {SLOT} begin a new archive; start wal-archive again with the suite")


def log_of(archive: Path, backup: BaseBackup) -> Path:
    """The folder with the log after a base backup: one that was put aside later than it was made, else the archive."""
    began = stamp(backup.started)
    aside = sorted(archive.parent.glob(f"{archive.name}{_BEFORE}*"))
    return next((folder for folder in aside if folder.name.partition(_BEFORE)[2] > began), archive)
