"""Work that is done again and again in a thread of its own until the process stops."""

import logging
import random
from collections.abc import Callable
from threading import Event, Thread

import psycopg2

from suite.errors import AppError
from suite.events.errors import BusUnavailable

log = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
# What passes when a server is back: nobody needs to read a stack about it.
WAITED_OUT = (
    *(AppError, BusUnavailable),
    *(psycopg2.OperationalError, psycopg2.InterfaceError),
    *(ConnectionError, TimeoutError),
)

Beat = Callable[[str], None]


def keep_quiet(name: str) -> None:
    """Nobody asks how the loops are."""


class Loop:
    """Calls `work` until stopped. `work` tells whether there may be more; when there is not, `rest` waits.

    Trouble with the database or the bus is waited out with growing pauses; anything else is logged and survived too.
    `beat` is told the loop's name with every turn.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], bool],
        rest: Callable[[], None],
        stopped: Event,
        beat: Beat = keep_quiet,
    ) -> None:
        self.name = name
        self._work, self._rest, self._stopped, self._beat = work, rest, stopped, beat
        self._pause = FIRST_PAUSE_SECONDS
        self._thread = Thread(target=self._run, name=name, daemon=True)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """Wait for the end; whether it came in time."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._beat(self.name)
            try:
                if not self._work():
                    self._rest()
                self._pause = FIRST_PAUSE_SECONDS
            except WAITED_OUT as error:
                reason = {"loop": self.name, "error": type(error).__name__, "reason": str(error)[:200]}
                log.warning("waiting for database or bus", extra=reason)
                self._recover()
            except Exception as error:
                log.error("a loop stumbled", exc_info=error, extra={"loop": self.name})
                self._recover()

    def _recover(self) -> None:
        self._stopped.wait(self._pause * (0.5 + random.random()))
        self._pause = min(LONGEST_PAUSE_SECONDS, self._pause * 2)
