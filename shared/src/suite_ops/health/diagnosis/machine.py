"""Disk space and the clock."""

import shutil
import time
from collections.abc import Iterator

from suite_ops.health.diagnosis.finding import DiagnosisFinding, error, fine, warning
from suite_ops.installation import Installation

MIB = 1024 * 1024
NO_ROOM = 200 * MIB
LITTLE_ROOM = 1024 * MIB
TOLERANCE_S = 60


def inspect_disk(here: Installation) -> Iterator[DiagnosisFinding]:
    """Room where logs and data are written."""
    folder = next(path for path in (here.log_dir, *here.log_dir.parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    text = f"{free // MIB} MiB free for logs and data"
    if free < NO_ROOM:
        yield error("disk", text, "delete old logs and backups: scripts/stop-all.sh --clean-logs")
    elif free < LITTLE_ROOM:
        yield warning("disk", text, "delete old backups, or move var/ to a larger disk")
    else:
        yield fine("disk", text)


def inspect_clock(here: Installation) -> Iterator[DiagnosisFinding]:
    """A clock that stands before files that exist makes tokens and certificates invalid."""
    newest = max((here.root / name).stat().st_mtime for name in (".", "services-manifest.json"))
    behind = newest - time.time()
    if behind > TOLERANCE_S:
        yield error("clock", f"{behind:.0f} s behind files of this folder", "synchronise it: timedatectl set-ntp true")
    else:
        yield fine("clock", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
