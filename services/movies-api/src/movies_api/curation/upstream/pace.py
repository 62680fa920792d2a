"""Not too many requests a second."""

from time import monotonic, sleep


class Pace:
    """At least `seconds` between two calls of `wait`."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds
        self._next = 0.0

    def wait(self) -> None:
        """Until the next request may go."""
        now = monotonic()
        if now < self._next:
            sleep(self._next - now)
        self._next = max(now, self._next) + self._seconds
