"""The consumers of a process."""

from collections.abc import Sequence
from threading import Event
from time import monotonic

from suite.events.bus import Bus
from suite.events.consumer import Consumer
from suite.events.handler import Handling
from suite.events.metrics import EventMeter
from suite.events.subscriptions import Subscription
from suite.loops import Beat, Loop, keep_quiet

POLL_SECONDS = 1.0
TIDY_SECONDS = 600.0
INBOX_DAYS = 14


class EventWorker:
    """Consumers in threads: start(), then stop(seconds). `threads` handle the messages of each subscription."""

    def __init__(
        self,
        bus: Bus,
        handling: Handling,
        subscriptions: Sequence[Subscription],
        meter: EventMeter | None = None,
        *,
        threads: int = 1,
        stopped: Event | None = None,
        beat: Beat = keep_quiet,
    ) -> None:
        self._bus, self._handling, self._meter, self._beat = bus, handling, meter, beat
        self._stopped = stopped or Event()
        self._tidied_at = monotonic()
        self._loops = [
            self._consuming(subscription, number) for subscription in subscriptions for number in range(threads)
        ]
        self._loops.append(Loop("tidy", self._tidy, self._pause, self._stopped, beat))

    def start(self) -> None:
        """Begin. Subscriptions are registered as soon as the bus can be reached."""
        for loop in self._loops:
            loop.start()

    def stop(self, seconds: float) -> bool:
        """Finish the messages in hand; whether that was done in time. What was not is delivered again."""
        end = monotonic() + seconds
        self._stopped.set()
        self._bus.wake()
        ended = [loop.join(end - monotonic()) for loop in self._loops]
        self._handling.keeper.stop()
        return all(ended)

    def _consuming(self, subscription: Subscription, number: int) -> Loop:
        consumer = Consumer(self._bus, self._handling, subscription, self._meter, stopped=self._stopped)
        registered = False

        def work() -> bool:
            nonlocal registered
            if not registered:
                self._bus.register(subscription)
                registered = True
            return consumer.run_once()

        def rest() -> None:
            self._bus.wait(subscription, POLL_SECONDS)

        return Loop(f"{subscription.name}-{number}", work, rest, self._stopped, self._beat)

    def _tidy(self) -> bool:
        if monotonic() - self._tidied_at > TIDY_SECONDS:
            self._tidied_at = monotonic()
            self._handling.tidy(INBOX_DAYS)
            self._bus.tidy()
        return False

    def _pause(self) -> None:
        self._stopped.wait(POLL_SECONDS)
