"""Who listens to the stream in this process. One connection hears the database for all of them."""

import logging
import queue
import select
import threading
from collections import defaultdict
from contextlib import closing
from threading import Event, Lock, Thread
from uuid import UUID

import psycopg2

from notifications_api.metrics import NotificationMetrics
from notifications_api.stream.queries import LISTEN
from suite.database import Database
from suite.http.event_streams import TooManyStreams

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
RETRY_SECONDS = 1.0
MOST_WAITING = 1_000
ID_CHARACTERS = 36

END = "end"  # the stream is over
CATCH_UP = "catch up"  # notices may have been missed; the rows tell


class StreamListener:
    """One open stream: ids of new notifications of its user, as they are committed."""

    def __init__(self, user_id: UUID) -> None:
        self.user_id = user_id
        self._notices: queue.Queue[str] = queue.Queue(MOST_WAITING)

    def tell(self, notice: str) -> None:
        """Queue a notice. Who does not keep up is told to look at the rows instead."""
        try:
            self._notices.put_nowait(notice)
        except queue.Full:
            self._notices.queue.clear()
            self._notices.queue.append(CATCH_UP if notice != END else END)

    def wait(self, seconds: float) -> str | None:
        """The next notice, None when there was none in time."""
        try:
            return self._notices.get(timeout=seconds)
        except queue.Empty:
            return None


class Hub:
    """Opens and closes listeners within bounds; listens to PostgreSQL from the first one on."""

    def __init__(
        self, database: Database, stopped: Event, metrics: NotificationMetrics, *, most: int, most_per_user: int
    ) -> None:
        self._database = database
        self._stopped = stopped
        self._metrics = metrics
        self._most, self._most_per_user = most, most_per_user
        self._listeners: dict[str, list[StreamListener]] = defaultdict(list)
        self._number = 0
        self._lock = Lock()
        self._thread: Thread | None = None
        self._hearing = threading.Event()

    def open(self, user_id: UUID, patience: float = 2.0) -> StreamListener:
        """A listener that hears everything committed from now on; TooManyStreams beyond the bounds."""
        listener = StreamListener(user_id)
        with self._lock:
            own = self._listeners[str(user_id)]
            if self._stopped.is_set() or self._number >= self._most or len(own) >= self._most_per_user:
                raise TooManyStreams()
            own.append(listener)
            self._number += 1
            self._metrics.set_streams(self._number)
            if self._thread is None:
                self._thread = Thread(target=self._listen, name="stream-hub", daemon=True)
                self._thread.start()
        # Without the database the stream opens all the same: it catches up when the database is back.
        self._hearing.wait(patience)
        return listener

    def close(self, listener: StreamListener) -> None:
        """Forget a listener; again changes nothing."""
        with self._lock:
            own = self._listeners.get(str(listener.user_id), [])
            if listener in own:
                own.remove(listener)
                self._number -= 1
                self._metrics.set_streams(self._number)
            if not own:
                self._listeners.pop(str(listener.user_id), None)

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                with closing(self._database.connect()) as raw:
                    with raw.cursor() as cursor:
                        cursor.execute(LISTEN)
                    self._hearing.set()
                    self._tell_all(CATCH_UP)
                    self._hear(raw)
            except (psycopg2.Error, OSError) as error:
                self._hearing.clear()
                log.warning("stream lost its connection", extra={"error": type(error).__name__})
                self._stopped.wait(RETRY_SECONDS)
        self._tell_all(END)

    def _hear(self, raw: psycopg2.extensions.connection) -> None:
        while not self._stopped.is_set():
            readable, _, _ = select.select([raw], [], [], LOOK_SECONDS)
            if not readable:
                continue
            raw.poll()
            while raw.notifies:
                user_id, _, notification_id = raw.notifies.pop(0).payload.partition(" ")
                with self._lock:
                    listeners = list(self._listeners.get(user_id, ()))
                for listener in listeners:
                    listener.tell(notification_id[:ID_CHARACTERS])

    def _tell_all(self, notice: str) -> None:
        with self._lock:
            listeners = [listener for own in self._listeners.values() for listener in own]
        for listener in listeners:
            listener.tell(notice)
