"""Everything a process does for events: its relay and the consumers of its subscriptions."""

from collections.abc import Sequence
from threading import Event
from time import monotonic

from suite.database import Database
from suite.events.bus import Bus
from suite.events.consumer import Consumer
from suite.events.handling import Handling
from suite.events.loops import Loop
from suite.events.metrics import EventMeter
from suite.events.relay import Relay
from suite.events.relaying import RelayLoop
from suite.events.retries import Retries
from suite.events.subscriptions import Subscription

POLL_SECONDS = 1.0
TIDY_SECONDS = 600.0
INBOX_DAYS = 14
# A loop that has not come round for so long hangs, or works on a handler that does.
SILENT_SECONDS = 120.0


class EventWorker:
    """Relay and consumers in threads: start(), then stop(seconds).

    `database` holds outbox and inbox and needs `threads` x subscriptions + 2 connections; `threads` handle messages
    of one subscription at a time each.
    """

    def __init__(
        self,
        database: Database,
        bus: Bus,
        subscriptions: Sequence[Subscription],
        meter: EventMeter | None = None,
        *,
        threads: int = 1,
        handling: Handling | None = None,
        retries: Retries | None = None,
        relay: bool = True,
    ) -> None:
        self._bus, self._subscriptions = bus, subscriptions
        self._handling = handling or Handling(database, meter, retries=retries)
        self._stopped = Event()
        self._registered = False
        self._tidied_at = monotonic()
        self._relay = RelayLoop(Relay(database, bus, meter), bus) if relay else None
        self._loops = [
            self._consuming(Consumer(bus, self._handling, subscription, meter, stopped=self._stopped), number)
            for subscription in subscriptions
            for number in range(threads)
        ]
        self._loops.append(Loop("tidy", self._tidy, lambda: self._pause(POLL_SECONDS), self._stopped))

    def start(self) -> None:
        """Begin. Subscriptions are registered as soon as the bus can be reached."""
        for loop in self._loops:
            loop.start()
        if self._relay:
            self._relay.start()

    def stop(self, seconds: float) -> bool:
        """Finish the messages in hand; whether that was done in time. What was not is delivered again."""
        end = monotonic() + seconds
        self._stopped.set()
        self._bus.wake()
        ended = [loop.join(end - monotonic()) for loop in self._loops]
        if self._relay:
            ended.append(self._relay.stop(max(0.0, end - monotonic())))
        self._handling.keeper.stop()
        return all(ended)

    @property
    def alive(self) -> bool:
        """Whether every loop runs and has come round lately: what the readiness check `loop` asks."""
        oldest = monotonic() - SILENT_SECONDS
        loops = all(loop.alive and loop.beat_at > oldest for loop in self._loops)
        return loops and (self._relay is None or self._relay.alive)

    def _consuming(self, consumer: Consumer, number: int) -> Loop:
        subscription = consumer.subscription
        registered = False

        def work() -> bool:
            nonlocal registered
            if not registered:
                self._bus.register(subscription)
                registered = True
            return consumer.run_once()

        name = f"{subscription.name}-{number}"
        return Loop(name, work, lambda: self._bus.wait(subscription, POLL_SECONDS), self._stopped)

    def _tidy(self) -> bool:
        if monotonic() - self._tidied_at > TIDY_SECONDS:
            self._tidied_at = monotonic()
            self._handling.tidy(INBOX_DAYS)
            self._bus.tidy()
        return False

    def _pause(self, seconds: float) -> None:
        self._stopped.wait(seconds)
