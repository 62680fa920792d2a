"""SIGTERM and SIGINT: the first asks, the second, or eight seconds of silence, ends."""

import os
import signal
from threading import Event, Timer
from types import FrameType

# A read from a silent source cannot be interrupted; ending the process rolls its batch back and frees its locks.
PATIENCE_SECONDS = 8.0


def listen_for_signals(stop: Event, status: int) -> None:
    """Set `stop` with the first signal; the process then ends with `status` at the latest after ten seconds."""

    def obey(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(status)
        stop.set()
        deadline = Timer(PATIENCE_SECONDS, os._exit, (status,))
        deadline.daemon = True
        deadline.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, obey)
