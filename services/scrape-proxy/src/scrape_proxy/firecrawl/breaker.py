"""Stops calling Firecrawl when most calls fail, and tries one again after a while."""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

WINDOW_SECONDS = 30.0
LEAST_CALLS = 5
FAILURE_SHARE = 0.5
OPEN_SECONDS = 60.0
CLOSED, HALF_OPEN, OPEN = "closed", "half_open", "open"


class BreakerOpen(Exception):
    """No call may be made for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Breaker:
    """One dependency as one process sees it. Every `enter` is followed by one `report`."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._calls: deque[tuple[float, bool]] = deque()
        self._opened_at: float | None = None
        self._trial_at: float | None = None
        self.show_state: Callable[[str], None] = lambda state: None

    @property
    def state(self) -> str:
        """closed, open, or half_open: the next call is the trial."""
        with self._lock:
            return self._state(self._clock())

    def enter(self) -> None:
        """Begin a call; BreakerOpen when there must be none. In half_open only one call passes at a time."""
        with self._lock:
            now = self._clock()
            state = self._state(now)
            self.show_state(state)
            if state == OPEN:
                assert self._opened_at is not None
                raise BreakerOpen(self._opened_at + OPEN_SECONDS - now)
            if state == HALF_OPEN:
                # A trial whose caller died must not keep the door shut for ever.
                if self._trial_at is not None and now - self._trial_at < OPEN_SECONDS:
                    raise BreakerOpen(1.0)
                self._trial_at = now

    def report(self, succeeded: bool) -> None:
        """The call ended."""
        with self._lock:
            now = self._clock()
            self._count(now, succeeded)
            self.show_state(self._state(now))

    def _count(self, now: float, succeeded: bool) -> None:
        if self._opened_at is not None:
            self._end_trial(now, succeeded)
            return
        self._calls.append((now, succeeded))
        while self._calls[0][0] < now - WINDOW_SECONDS:
            self._calls.popleft()
        failures = sum(1 for _, good in self._calls if not good)
        if len(self._calls) >= LEAST_CALLS and failures >= FAILURE_SHARE * len(self._calls):
            self._opened_at = now

    def _state(self, now: float) -> str:
        if self._opened_at is None:
            return CLOSED
        return OPEN if now < self._opened_at + OPEN_SECONDS else HALF_OPEN

    def _end_trial(self, now: float, succeeded: bool) -> None:
        if self._trial_at is None:
            return  # a call from before the breaker opened
        self._trial_at = None
        if succeeded:
            self._opened_at = None
            self._calls.clear()
        else:
            self._opened_at = now
