"""Does Firecrawl answer? Asked at most every few seconds, by one caller for all."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

import requests

PATH = "/v0/health/readiness"
LIMIT_SECONDS = 1.0
REMEMBERED_SECONDS = 5.0


class Probe:
    """The last answer of Firecrawl's readiness route; `ask` is whether it answers now."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._in_flight: Event | None = None
        self._reachable = False
        self._asked_at = float("-inf")

    def reachable(self) -> bool:
        """Whether Firecrawl answered within the last seconds; waits up to LIMIT_SECONDS for a fresh answer."""
        with self._lock:
            if monotonic() - self._asked_at < REMEMBERED_SECONDS:
                return self._reachable
            answered = self._in_flight
            if answered is None:
                # Held here: an answer that comes at once is over before the next line.
                answered = self._in_flight = Event()
                Thread(target=self._run, args=(answered,), daemon=True).start()
        # The limit is kept here: resolving a name has no timeout of its own.
        if not answered.wait(LIMIT_SECONDS):
            self._remember(False)
        return self._reachable

    def forget(self) -> None:
        """Ask again next time: a call has just shown that the remembered answer is wrong."""
        self._asked_at = float("-inf")

    def _run(self, answered: Event) -> None:
        try:
            self._remember(self._ask())
        finally:
            self._in_flight = None
            answered.set()

    def _remember(self, reachable: bool) -> None:
        self._reachable, self._asked_at = reachable, monotonic()


def asking(session: requests.Session, base: str, headers: dict[str, str]) -> Callable[[], bool]:
    """The question for a base address."""

    def ask() -> bool:
        try:
            with session.get(base + PATH, headers=headers, timeout=LIMIT_SECONDS, stream=True) as reply:
                return reply.ok
        except requests.RequestException:
            return False

    return ask
