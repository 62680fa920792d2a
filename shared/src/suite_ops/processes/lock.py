"""Starting and stopping exclude each other: a lock the system releases when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suite_ops.processes.patience import wait_until
from suite_ops.terminal import inform


class LockTaken(Exception):
    """Another start-all or stop-all has been at work for too long."""


@contextmanager
def exclusive(path: Path, timeout: float = 180) -> Iterator[None]:
    """Hold the lock file during the block; waits for another holder, at most `timeout` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _try_lock(path)
    if descriptor is None:
        inform(f"process {_holder(path)} is starting or stopping the suite; waiting for it")
        held: list[int] = []

        def lock() -> bool:
            held.extend(descriptor for descriptor in [_try_lock(path)] if descriptor is not None)
            return bool(held)

        if not wait_until(lock, timeout, pause=0.2):
            raise LockTaken(f"process {_holder(path)} is still starting or stopping the suite")
        descriptor = held[0]
    try:
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _try_lock(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The holder before us removed the file: a lock on it would exclude nobody.
        if os.fstat(descriptor).st_ino == path.stat().st_ino:
            os.ftruncate(descriptor, 0)
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip() or "?"
    except OSError:
        return "?"
