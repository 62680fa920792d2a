"""What the elected web worker runs: the consumers of this service's subscriptions, and its upkeep."""

from collections.abc import Sequence
from threading import Event
from time import monotonic

from notifications_api.settings import Settings
from notifications_api.upkeep import Upkeep
from suite.database import Database
from suite.events import Subscription
from suite.events.bus_choice import open_bus
from suite.events.handler import Handling
from suite.events.metrics import EventMeter
from suite.events.worker import EventWorker
from suite.health import FAIL
from suite.http.service import Background
from suite.workers import Heartbeat

# The lock of the office in the database: "notif".
OFFICE = 0x6E6F746966


class NotificationCrew:
    """Threads of one term of office; they end with it. Without a bus nothing is heard."""

    def __init__(
        self, settings: Settings, database: Database, subscriptions: Sequence[Subscription], meter: EventMeter
    ) -> None:
        self._stopped = Event()
        self.heartbeat = Heartbeat()
        beat = self.heartbeat.beat
        self._tasks: list[Background] = [Upkeep(settings, database, self._stopped, beat)]
        self._bus = open_bus(settings, pool_size=2 + len(subscriptions))
        if self._bus is not None:
            handling = Handling(database, meter)
            self._tasks.append(EventWorker(self._bus, handling, subscriptions, meter, stopped=self._stopped, beat=beat))

    def start(self) -> None:
        """Begin."""
        for task in self._tasks:
            task.start()

    @property
    def alive(self) -> bool:
        """Whether no loop is known to be stuck or gone."""
        return self.heartbeat.check() != FAIL

    def stop(self, seconds: float) -> bool:
        """Finish what is in hand; whether that was done in time."""
        self._stopped.set()
        end = monotonic() + seconds
        ended = [task.stop(max(0.0, end - monotonic())) for task in self._tasks]
        if self._bus is not None:
            self._bus.close()
        return all(ended)
