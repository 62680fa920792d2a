"""Metric files whose space is set aside before they are mapped.

A page of a mapped file that the disk cannot hold ends the process with SIGBUS at the first write to it. So the blocks
are allocated first; where the disk has none left the numbers are kept in the memory of this process, uncounted by the
others, and move into the file when there is space again.
"""

import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from gevent import monkey
from prometheus_client import mmap_dict, multiprocess, values

RETRY_SECONDS = 5.0
_USED = struct.Struct("i")


def reserve(descriptor: int, size: int) -> None:
    """Allocate every block of a file that is to be mapped; raises OSError when the disk has not enough."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.ftruncate(descriptor, size)


def open_reserved(path: str | Path, size: int) -> mmap.mmap:
    """The mapped file with `size` bytes or more, all of them on the disk; raises OSError when it is full."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        before = os.fstat(descriptor).st_size
        reserve(descriptor, max(size, before))
        return mmap.mmap(descriptor, max(size, before))
    except OSError:
        # An allocation that failed half-way keeps what it got, from those who may need it more.
        os.ftruncate(descriptor, before)
        raise
    finally:
        os.close(descriptor)


class ReservedDict(mmap_dict.MmapedDict):
    """prometheus_client's dict of numbers in a file, in memory as long as the disk is full."""

    def __init__(self, filename: str, read_mode: bool = False) -> None:
        if read_mode:
            super().__init__(filename, read_mode=True)  # type: ignore[no-untyped-call]
            return
        self._f = None  # type: ignore[assignment]
        self._fname = filename
        self._positions: dict[str, int] = {}
        self._retry_at = 0.0
        try:
            self._m = open_reserved(filename, mmap_dict._INITIAL_MMAP_SIZE)
        except OSError:
            self._m = self._in_memory(mmap_dict._INITIAL_MMAP_SIZE)
        self._capacity = len(self._m)
        self._used: int = _USED.unpack_from(self._m)[0] or 8
        self._m[: _USED.size] = _USED.pack(self._used)
        self._positions.update((key, position) for key, _, _, position in self._read_all_values())  # type: ignore[no-untyped-call]

    @property
    def stored(self) -> bool:
        """Whether the numbers are in the file, where other processes see them."""
        return not self._retry_at

    @staticmethod
    def read_all_values_from_file(filename: str) -> Iterator[tuple[str, float, float, int]]:
        """Key, value, time and position of each number; none in a file that nothing was written to yet."""
        if os.stat(filename).st_size < mmap_dict._INITIAL_MMAP_SIZE:
            return iter(())
        found: Iterator[tuple[str, float, float, int]] = mmap_dict.MmapedDict.read_all_values_from_file(filename)  # type: ignore[no-untyped-call]
        return found

    def write_value(self, key: str, value: float, timestamp: float) -> None:
        """Set a number; one that is kept in memory moves to the file when the disk has room again."""
        if self._retry_at and monotonic() > self._retry_at:
            self._move_to_file()
        super().write_value(key, value, timestamp)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Unmap; the file stays."""
        if self._m is not None:
            self._m.close()
            self._m = None  # type: ignore[assignment]

    def _init_value(self, key: str) -> None:
        needed = self._used + len(key.encode()) + 32
        while needed > self._capacity:
            self._grow()
        super()._init_value(key)  # type: ignore[no-untyped-call]

    def _grow(self) -> None:
        self._capacity *= 2
        if self._retry_at:
            self._m = self._copied(self._in_memory(self._capacity))
            return
        try:
            self._m = open_reserved(self._fname, self._capacity)
        except OSError:
            # The file stays as it is and counts on: what is added from now on is kept here until it can be written.
            self._m = self._copied(self._in_memory(self._capacity))

    def _move_to_file(self) -> None:
        try:
            self._m = self._copied(open_reserved(self._fname, self._capacity))
            self._retry_at = 0.0
        except OSError:
            self._retry_at = monotonic() + RETRY_SECONDS

    def _in_memory(self, size: int) -> mmap.mmap:
        self._retry_at = monotonic() + RETRY_SECONDS
        return mmap.mmap(-1, size)

    def _copied(self, target: mmap.mmap) -> mmap.mmap:
        target[8 : self._used] = self._m[8 : self._used]
        # The length last: a reader meanwhile sees what was there before.
        target[: _USED.size] = _USED.pack(self._used)
        return target


def process_id() -> int:
    """The number of this process, asked of the system once after each fork instead of at each count."""
    return _own_id


def _ask_again() -> None:
    global _own_id
    _own_id = os.getpid()


def install() -> None:
    """Have prometheus_client map its files this way and count cheaply; before the first metric is made."""
    setattr(values, "MmapedDict", ReservedDict)  # noqa: B010
    setattr(multiprocess, "MmapedDict", ReservedDict)  # noqa: B010
    if values.ValueClass is values.MutexValue:
        return
    # Nothing that lets others run is done while a number is written: the lock of the system will do under gevent too.
    setattr(values, "Lock", monkey.get_original("_thread", "allocate_lock"))  # noqa: B010
    setattr(values, "ValueClass", values.MultiProcessValue(process_id))  # type: ignore[no-untyped-call]  # noqa: B010


_own_id = os.getpid()
os.register_at_fork(after_in_child=_ask_again)
