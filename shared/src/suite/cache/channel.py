"""News of dropped keys over Redis: what one process changes, the others forget."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

import redis

from suite.cache.remote import FAILURES

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.25
TRUSTED_SECONDS = 0.75
ANSWER_SECONDS = 0.5


class RedisChannel:
    """Listens on one channel; `on_payload` is told each message, `on_gap` that some may have been missed.

    A PING on the same connection is answered after all messages before it: the answer proves that nothing is missing.
    """

    def __init__(
        self, client: redis.Redis, channel: str, on_payload: Callable[[str], None], on_gap: Callable[[], None]
    ) -> None:
        self._client, self.channel = client, channel
        self._on_payload, self._on_gap = on_payload, on_gap
        self._confirmed_at = float("-inf")
        self._stopped = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def trusted(self) -> bool:
        """Whether all messages of a moment ago have been heard."""
        if self._thread is None:
            with self._lock:
                if self._thread is None and not self._stopped.is_set():
                    self._thread = Thread(target=self._listen, daemon=True, name="cache-channel")
                    self._thread.start()
        return monotonic() - self._confirmed_at < TRUSTED_SECONDS

    def stop(self) -> None:
        """End listening."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(TRUSTED_SECONDS)
        self._client.close()

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._client.pubsub() as heard:  # type: ignore[no-untyped-call]
                    heard.subscribe(self.channel)
                    while not self._stopped.is_set():
                        self._confirm(heard)
                        self._hear(heard.get_message(timeout=LOOK_SECONDS))
            except FAILURES as error:
                log.debug("cache channel lost", extra={"error": type(error).__name__})
            self._confirmed_at = float("-inf")
            self._on_gap()
            self._stopped.wait(LOOK_SECONDS)

    def _confirm(self, heard: Any) -> None:
        asked_at = monotonic()
        heard.ping()
        while monotonic() - asked_at < ANSWER_SECONDS:
            message = heard.get_message(timeout=ANSWER_SECONDS)
            if message and message["type"] == "pong":
                self._confirmed_at = asked_at
                return
            self._hear(message)
        raise redis.TimeoutError("no answer to a ping")

    def _hear(self, message: Any) -> None:
        if message and message["type"] == "message":
            self._on_payload(message["data"].decode())
