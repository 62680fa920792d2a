"""Clients that insist: each write is repeated under its Idempotency-Key until it is acknowledged."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic
from uuid import uuid4

import requests
from workspace_client import NEW_ITEM

from suite_testing.processes import PATIENCE_SECONDS, RunningService

WRITERS = 4


class Traffic:
    """What the writers have met so far: titles acknowledged, replies by status, malformed refusals."""

    def __init__(self, service: RunningService, user: str) -> None:
        self.service = service
        self.user = user
        self.acknowledged: list[str] = []
        self.statuses: Counter[int | str] = Counter()
        self.malformed: list[str] = []
        self._ending = threading.Event()

    def acknowledged_more(self, by: int) -> "Expectation":
        """A condition: `by` more writes than now are acknowledged."""
        return Expectation(self, len(self.acknowledged) + by)

    def end(self) -> None:
        """No further titles; what was begun is brought to its end."""
        self._ending.set()

    def write(self, writer: int) -> None:
        """Create items one after the other until told to end."""
        number = 0
        while not self._ending.is_set():
            title = f"writer {writer} item {number}"
            self._insist(title)
            self.acknowledged.append(title)
            number += 1

    def _insist(self, title: str) -> None:
        key = str(uuid4())
        end = monotonic() + PATIENCE_SECONDS
        while not self._attempt(title, key):
            assert monotonic() < end, f"{title} was never acknowledged: {self.statuses}"

    def _attempt(self, title: str, key: str) -> bool:
        try:
            with self.service.caller(self.user, **{"Idempotency-Key": key}) as caller:
                reply = caller.post("/api/items", json={**NEW_ITEM, "title": title})
        except requests.RequestException:
            self.statuses["cut"] += 1
            return False
        self.statuses[reply.status_code] += 1
        if reply.status_code == 503 and not is_polite_refusal(reply):
            self.malformed.append(reply.text)
        return reply.status_code == 201


class Expectation:
    """Callable: whether so many writes are acknowledged."""

    def __init__(self, traffic: Traffic, wanted: int) -> None:
        self._traffic = traffic
        self._wanted = wanted

    def __call__(self) -> bool:
        return len(self._traffic.acknowledged) >= self._wanted


def is_polite_refusal(reply: requests.Response) -> bool:
    """A 503 that says in JSON what is wrong and when to come back."""
    body = reply.json()
    return (
        body["success"] is False
        and body["message"] in ("Database unavailable", "The request collided with another one; try again")
        and int(reply.headers["Retry-After"]) >= 1
    )


@contextmanager
def traffic(service: RunningService, user: str) -> Iterator[Traffic]:
    """Writers at work during the block; at its end every write begun has been acknowledged."""
    running = Traffic(service, user)
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(running.write, number) for number in range(WRITERS)]
        try:
            yield running
        finally:
            running.end()
        for writer in writers:
            writer.result()
