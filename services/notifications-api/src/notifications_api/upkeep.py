"""What a worker does beside events: webhooks are sent, leases of vanished senders are freed, old rows go, services are
watched."""

from threading import Event
from time import monotonic

from notifications_api.identity import EVERYBODY
from notifications_api.mails.queries import free_leases
from notifications_api.settings import Settings
from notifications_api.upkeep_queries import delete_expired
from notifications_api.watch.watcher import Watcher, read_targets
from notifications_api.webhooks.sender import open_deliveries
from suite.database import Database
from suite.loops import Beat, Loop, keep_quiet
from suite.webhooks import delete_finished

FREE_SECONDS = 15.0
SEND_SECONDS = 1.0
DELIVERIES_KEPT_DAYS = 7


class Upkeep:
    """Background work of a process."""

    def __init__(self, settings: Settings, database: Database, stopped: Event, beat: Beat = keep_quiet) -> None:
        self._database = database
        self._stopped = stopped
        deliveries = open_deliveries(settings, database)
        self._loops = [
            Loop("leases", self._free, lambda: self._rest(FREE_SECONDS), stopped, beat),
            Loop("webhooks", deliveries.send_once, lambda: self._rest(SEND_SECONDS), stopped, beat),
        ]
        targets = read_targets(settings.watch_url, settings.ID) if settings.watch_seconds else ()
        if targets:
            self._watcher = Watcher(database, targets, settings.watch_down_seconds)
            self._watch_seconds, self._look_at = settings.watch_seconds, 0.0
            # A loop that rests for an hour would be taken for stuck.
            pause = min(settings.watch_seconds, FREE_SECONDS)
            self._loops.append(Loop("watch", self._watch, lambda: self._rest(pause), stopped, beat))

    def start(self) -> None:
        """Begin."""
        for loop in self._loops:
            loop.start()

    def stop(self, seconds: float) -> bool:
        """End; whether that was done in time."""
        self._stopped.set()
        end = monotonic() + seconds
        ended = [loop.join(end - monotonic()) for loop in self._loops]
        return all(ended)

    def _free(self) -> bool:
        with self._database.transaction(EVERYBODY) as connection:
            free_leases(connection)
            delete_expired(connection)
            delete_finished(connection, DELIVERIES_KEPT_DAYS)
        return False

    def _watch(self) -> bool:
        if monotonic() < self._look_at:
            return False
        more = self._watcher.look()
        self._look_at = monotonic() + self._watch_seconds
        return more

    def _rest(self, seconds: float) -> None:
        self._stopped.wait(seconds)
