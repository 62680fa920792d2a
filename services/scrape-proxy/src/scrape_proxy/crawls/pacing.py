"""A pause between requests to one host."""

from threading import Event, Lock
from time import monotonic
from urllib.parse import urlsplit


class HostPacer:
    """The hosts of one crawl and when each may be asked next."""

    def __init__(self, delay_seconds: float, stopped: Event) -> None:
        self._delay = delay_seconds
        self._stopped = stopped
        self._lock = Lock()
        self._next: dict[str, float] = {}

    def stopped(self) -> bool:
        """Whether the crawl was stopped."""
        return self._stopped.is_set()

    def wait(self, url: str, robots_delay: float) -> bool:
        """Wait for the host's turn; False when the crawl was stopped meanwhile."""
        delay = max(self._delay, robots_delay)
        host = urlsplit(url).netloc
        with self._lock:
            now = monotonic()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + delay
        return not self._stopped.wait(turn - now) if turn > now else not self._stopped.is_set()
