"""The relay as a loop of a process: it looks once a second, and sooner when this process has published."""

from collections import deque
from collections.abc import Sequence
from threading import Event
from time import monotonic

from suite.events.bus import Bus
from suite.events.hints import await_hint, give_hint, hints_given
from suite.events.relay import Relay
from suite.events.subscriptions import Subscription
from suite.loops import Beat, Loop, keep_quiet

POLL_SECONDS = 1.0
# The hint comes before the commit: most transactions are over by then, and a busy process relays at most 20 times a
# second.
COMMIT_SECONDS = 0.05
TIDY_SECONDS = 600.0


class RelayLoop:
    """Start it after fork. Survives the loss of the database and of the bus.

    The service's own `subscriptions` are registered before the first event goes out: what is published before a
    subscription is known never reaches it.
    """

    def __init__(
        self,
        relay: Relay,
        bus: Bus,
        stopped: Event | None = None,
        beat: Beat = keep_quiet,
        subscriptions: Sequence[Subscription] = (),
    ) -> None:
        self._relay, self._bus = relay, bus
        self._unknown = deque(subscriptions)
        self._stopped = stopped or Event()
        self._seen = 0
        self._eager_until = 0.0
        self._tidied_at = monotonic()
        self._loop = Loop("relay", self._work, self._rest, self._stopped, beat)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def stop(self, seconds: float) -> bool:
        """Finish the batch in hand; whether that was done in time. What was not sent is sent by the next process."""
        self._stopped.set()
        give_hint()
        return self._loop.join(seconds)

    def _work(self) -> bool:
        while self._unknown:
            self._bus.register(self._unknown[0])
            self._unknown.popleft()
        self._seen = hints_given()
        return self._relay.run_once()

    def _rest(self) -> None:
        self._bus.rest()
        if monotonic() - self._tidied_at > TIDY_SECONDS:
            self._tidied_at = monotonic()
            self._relay.tidy()
        if await_hint(self._seen, POLL_SECONDS / 10 if monotonic() < self._eager_until else POLL_SECONDS):
            self._eager_until = monotonic() + POLL_SECONDS
            self._stopped.wait(COMMIT_SECONDS)
