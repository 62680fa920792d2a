"""`guard-space`: our own database takes no writes while its disk is nearly full, and takes them again by itself.

PostgreSQL that cannot extend its log ends, and cannot start again before there is space: reads would end with writes.
Told in time that transactions are read-only it answers reads for as long as the disk stays full.
"""

import os
import shutil
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from suite_ops.database.data_folder import READ_ONLY, READ_ONLY_PREPARED
from suite_ops.installation import load_installation
from suite_ops.processes.programs import SPACE_GUARD
from suite_ops.processes.records import write_record
from suite_ops.terminal import inform, warn

LOOK_EVERY_SECONDS = 0.5
# Space must have come back by this much more than what is kept, or the guard would go to and fro.
ENOUGH = 1.25
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class SpaceGuard:
    """The data folder of a running server, and the bytes of its disk that its clients may not use."""

    data_dir: Path
    kept_bytes: int

    def look(self) -> bool:
        """Compare the free space with what is kept and act on it; whether writes are refused now."""
        closed = (self.data_dir / READ_ONLY).exists()
        free = shutil.disk_usage(self.data_dir).free
        if not closed and free < self.kept_bytes:
            self._rename(READ_ONLY_PREPARED, READ_ONLY)
            warn(
                f"{free // _MEGABYTE} MB are free in {self.data_dir}: the database takes no writes until there is more"
            )
            return True
        if closed and free > self.kept_bytes * ENOUGH:
            self._rename(READ_ONLY, READ_ONLY_PREPARED)
            inform(f"{free // _MEGABYTE} MB are free for {self.data_dir}: the database takes writes again")
            return False
        return closed

    def _rename(self, before: str, after: str) -> None:
        (self.data_dir / before).rename(self.data_dir / after)
        # The first line of this file is the process that reads its configuration anew on SIGHUP.
        pid = int((self.data_dir / "postmaster.pid").read_bytes().split(b"\n")[0])
        os.kill(pid, signal.SIGHUP)


def main(argv: list[str]) -> int:
    """Runs until it is asked to end."""
    here = load_installation()
    write_record(here.log_dir, SPACE_GUARD, None)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    guard = SpaceGuard(here.data_dir.resolve(), here.settings.disk_reserve_mb * _MEGABYTE)
    while not stopped.wait(LOOK_EVERY_SECONDS):
        # No server runs at the moment, or its folder is on its way: it is looked at again.
        with suppress(OSError, ValueError):
            guard.look()
    return 0
