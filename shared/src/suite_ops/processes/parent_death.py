"""Children that end when whoever started them is killed; nothing of ours is left behind holding a port or a lock."""

import ctypes
import signal
import sys
from collections.abc import Callable

_SET_PARENT_DEATH_SIGNAL = 1
# Loaded before the fork: the child may run as an account that cannot read our interpreter's folders.
_LIBC = ctypes.CDLL(None)


def end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` that has the kernel send `number` to the child when its parent dies; None where none can."""
    if sys.platform != "linux":
        return None

    def ask() -> None:
        _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, number)

    return ask
