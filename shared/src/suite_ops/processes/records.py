"""Records of the processes we started: LOG_DIR/<id>.pid with pid, start time and port.

A pid alone proves nothing, it is given again to other programs; pid and start time together name one process.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Record:
    """One process we started. `started` is its start in seconds since 1970, as the system tells it."""

    id: str
    pid: int
    started: float
    port: int | None

    def process(self) -> psutil.Process | None:
        """The process, if it still is the one that was recorded."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1
            if same and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None


def write_record(log_dir: Path, name: str, port: int | None, pid: int | None = None) -> Record:
    """Record a process (default: this one), replacing an older record of the same name at once."""
    process = psutil.Process(pid or os.getpid())
    record = Record(name, process.pid, process.create_time(), port)
    log_dir.mkdir(parents=True, exist_ok=True)
    unfinished = log_dir / f".{name}.pid.{process.pid}"
    unfinished.write_text(json.dumps(asdict(record)) + "\n", encoding="utf-8")
    unfinished.replace(log_dir / f"{name}.pid")
    return record


def read_record(log_dir: Path, name: str) -> Record | None:
    """The record of this name; None when there is none or it cannot be understood."""
    try:
        return Record(**json.loads((log_dir / f"{name}.pid").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def running_process(log_dir: Path, name: str) -> psutil.Process | None:
    """The process recorded under this name, if it still runs."""
    record = read_record(log_dir, name)
    return record.process() if record else None


def orphans(log_dir: Path, name: str) -> list[psutil.Process]:
    """Processes of the group of a recorded program that is gone itself: its children, whom nobody minds any more.

    The number of a group is given to nobody else while one of them lives.
    """
    record = read_record(log_dir, name)
    if record is None or _lives(record.pid):
        return []
    return [process for process in psutil.process_iter() if _group_of(process) == record.pid]


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _group_of(process: psutil.Process) -> int | None:
    try:
        return os.getpgid(process.pid) if process.status() != psutil.STATUS_ZOMBIE else None
    except (ProcessLookupError, PermissionError, psutil.Error):
        return None


def recorded_names(log_dir: Path) -> list[str]:
    """Names that have a record, dead or alive."""
    return sorted(path.stem for path in log_dir.glob("*.pid"))


def remove_record(log_dir: Path, name: str) -> None:
    """Forget a process."""
    (log_dir / f"{name}.pid").unlink(missing_ok=True)
