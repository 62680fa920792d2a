"""Concurrent callers who want the same thing share one piece of work."""

from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """Work in progress: what became of it once `landed` is set."""

    def __init__(self) -> None:
        self.landed = Event()
        self.result: T | None = None
        self.failure: BaseException | None = None


class WaitedTooLong(Exception):
    """The shared work did not end in the caller's own time."""


class Flights(Generic[T]):
    """The flights of one process by key."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._flights: dict[Hashable, Flight[T]] = {}

    def share(self, key: Hashable, seconds: float, work: Callable[[], T]) -> tuple[T, bool]:
        """The result, and whether somebody else did the work; a failure is everybody's.

        Raises WaitedTooLong when `seconds` pass before somebody else has it.
        """
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = Flight()
        if leads:
            self._fly(key, flight, work)
        elif not flight.landed.wait(seconds):
            raise WaitedTooLong
        if flight.failure is not None:
            raise flight.failure
        return flight.result, not leads  # type: ignore[return-value]

    def _fly(self, key: Hashable, flight: Flight[T], work: Callable[[], T]) -> None:
        try:
            flight.result = work()
        except BaseException as failure:
            flight.failure = failure
        finally:
            with self._lock:
                del self._flights[key]
            flight.landed.set()
