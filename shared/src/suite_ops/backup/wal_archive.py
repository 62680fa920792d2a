"""`wal-archive`: receive the write-ahead log as it is written, and tell how far the archive is.

pg_receivewal streams into BACKUP_DIR/wal; what it holds lags the server by a network round trip. A replication slot
keeps on the server what has not been received, so a gap cannot arise while the archive is away. With BACKUP_KEY
finished segments are encrypted and the plain ones removed.
"""

import argparse
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path
from types import FrameType

import psycopg2

from suite_ops.backup.encryption import SUFFIX, encrypt_file
from suite_ops.backup.failures import BackupError
from suite_ops.backup.offsite import offsite_of
from suite_ops.backup.programs import binaries_of, login_environment
from suite_ops.database.account import PostgresError
from suite_ops.database.binaries import Binaries
from suite_ops.environment.private_files import give_to_owner, make_folder, private_files
from suite_ops.health.textfile import write_gauges
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.terminal import fail, inform, warn

SLOT = "colmeia_archive"
LOOK_SECONDS = 5.0
# Recovery stops at the time of a commit. A commit without content every few seconds makes every moment reachable, also
# where nobody writes.
HEARTBEAT = "SELECT pg_logical_emit_message(true, 'colmeia', 'moment')"
RECEIVED_QUERY = (
    "SELECT coalesce(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), r.flush_lsn), 0) FROM pg_stat_replication AS r"
    " JOIN pg_replication_slots AS s ON s.active_pid = r.pid WHERE s.slot_name = %s"
)
_SEGMENT_NAME = 24


@private_files()
def main(argv: list[str]) -> int:
    """Runs until SIGTERM and then ends with 0; 1 when pg_receivewal cannot be started or ends by itself."""
    argparse.ArgumentParser(prog="wal-archive.sh", description=__doc__).parse_args(argv)
    try:
        here = load_installation()
        return WalArchive(here, binaries_of(here)).run()
    except (BackupError, InstallationError, PostgresError, OSError, subprocess.CalledProcessError) as error:
        fail(str(error))
        return 1


def wal_folder(here: Installation) -> Path:
    """Where the log is archived."""
    return here.settings.backup_folder(here.root) / "wal"


class WalArchive:
    """One pg_receivewal and the look at what it has."""

    def __init__(self, here: Installation, binaries: Binaries) -> None:
        self._here = here
        self._binaries = binaries
        self._folder = wal_folder(here)
        self._dsn = here.settings.admin_dsn("postgres")
        self._ended = False
        self._complete_at = 0.0
        self._offsite = offsite_of(here)
        self._elsewhere: set[str] | None = None

    def run(self) -> int:
        """Receive until asked to end."""
        make_folder(self._folder)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        self._create_slot()
        receiver = subprocess.Popen(self._command(), env=login_environment(self._dsn))
        inform(f"the write-ahead log is received into {self._folder}")
        while not self._ended and receiver.poll() is None:
            self._look()
            self._wait(receiver)
        if self._ended:
            receiver.send_signal(signal.SIGINT)
            receiver.wait(30)
            give_to_owner(self._folder)
            return 0
        fail(f"pg_receivewal ended with status {receiver.returncode}")
        return 1

    def _command(self) -> list[str]:
        program = self._binaries.program("pg_receivewal")
        return [program, "-D", str(self._folder), f"--slot={SLOT}", "--synchronous", "--no-password"]

    def _create_slot(self) -> None:
        program = self._binaries.program("pg_receivewal")
        command = [program, f"--slot={SLOT}", "--create-slot", "--if-not-exists", "--no-password"]
        subprocess.run(command, env=login_environment(self._dsn), check=True)

    def _wait(self, receiver: "subprocess.Popen[bytes]") -> None:
        end = time.monotonic() + LOOK_SECONDS
        while not self._ended and receiver.poll() is None and time.monotonic() < end:
            time.sleep(0.1)

    def _look(self) -> None:
        """Encrypt what is finished, and note the moment when everything the server has written was here."""
        key = self._here.settings.backup_key
        if key:
            for segment in finished_segments(self._folder):
                encrypt_segment(segment, key.reveal())
            self._copy_elsewhere()
        behind = self._bytes_behind()
        if behind is None:
            return
        gauges: dict[str, float] = {"wal_archive_behind_bytes": behind}
        if behind == 0:
            self._complete_at = time.time()
        if self._complete_at:
            gauges["wal_archive_last_segment_timestamp_seconds"] = self._complete_at
        write_gauges(self._here.root, "wal-archive", gauges)

    def _copy_elsewhere(self) -> None:
        """Copy sealed segments that are not there yet; what the storage refuses now is tried at the next look."""
        if self._offsite is None:
            return
        folder = self._folder.parent
        try:
            if self._elsewhere is None:
                self._elsewhere = set(self._offsite.names())
            for path in sorted(self._folder.glob(f"[0-9A-F]*{SUFFIX}")):
                if (name := path.relative_to(folder).as_posix()) not in self._elsewhere:
                    self._offsite.store(folder, [path])
                    self._elsewhere.add(name)
        except BackupError as error:
            warn(str(error))

    def _bytes_behind(self) -> float | None:
        try:
            with closing(psycopg2.connect(self._dsn, connect_timeout=3)) as connection, connection.cursor() as cursor:
                cursor.execute(HEARTBEAT)
                connection.commit()
                cursor.execute(RECEIVED_QUERY, (SLOT,))
                row = cursor.fetchone()
        except psycopg2.Error:
            warn("the server does not answer; the archive waits for it")
            return None
        return float(row[0]) if row else None

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ended = True


def finished_segments(folder: Path) -> list[Path]:
    """Plain segments and timeline histories that are complete, in order."""
    return sorted(
        path
        for path in folder.iterdir()
        if (len(path.name) == _SEGMENT_NAME and "." not in path.name) or path.suffix == ".history"
    )


def prune_segments(folder: Path, before: float) -> int:
    """Remove segments finished before a time (s since 1970) that no base backup needs any more; how many."""
    old = [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < before]
    segments = [path for path in old if len(path.name.removesuffix(SUFFIX)) == _SEGMENT_NAME]
    for path in segments:
        path.unlink()
    return len(segments)


def encrypt_segment(segment: Path, key: str) -> None:
    """Replace a plain segment by a sealed one; a crash between leaves both, which the next look settles."""
    unfinished = segment.with_name(f".{segment.name}.new")
    encrypt_file(segment, unfinished, key)
    unfinished.replace(segment.with_name(segment.name + SUFFIX))
    segment.unlink()
