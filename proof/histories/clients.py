"""Clients that read, write, create, delete and restore at random, and note what they were told."""

import random
from collections.abc import Callable
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any

from proof.calls import send
from proof.histories.events import CREATE, OK, READ, REFUSED, UNKNOWN, WRITE, Event
from proof.suite import Suite
from suite_ops.processes.beside import Beside

USER = "proof-histories"
HEADERS = {"X-User-Id": USER}
CLIENTS, SHARED_ITEMS = 8, 6
PAUSE_SECONDS = 0.02
# How old an answer may be: directly, and through the gateway.
LAG_SECONDS, GATEWAY_LAG_SECONDS = 1.0, 3.0
STATUSES = ("new", "review", "in-progress", "completed")
REFUSALS = range(400, 500)


class Clients(Beside):
    """At work during a `with` block; `events` are theirs."""

    def __init__(self, suite: Suite, seed: int) -> None:
        self.events: list[Event] = []
        self._suite, self._seed, self._lock = suite, seed, Lock()
        self._items: list[str] = []
        super().__init__(partial(self._work, number) for number in range(CLIENTS))

    def _work(self, number: int) -> None:
        chance = random.Random(self._seed * 1_000 + number)
        made = 0
        actions: list[Callable[[random.Random], object]] = [
            *([self._read] * 4),
            *([self._write] * 4),
            self._read_by_gateway,
            self._remove,
            self._restore,
        ]
        while not self.done.wait(PAUSE_SECONDS):
            if len(self._items) < SHARED_ITEMS or chance.random() < 0.1:
                made += 1
                self._create(f"history {self._seed} {number} {made}")
            else:
                chance.choice(actions)(chance)

    def _create(self, title: str) -> None:
        body = {"title": title, "description": "D", "category": "dashboard", "priority": "high"}
        headers = {**HEADERS, "Idempotency-Key": title.replace(" ", "-")}
        while True:
            sent = monotonic()
            status, document = self._send("POST", "/api/items", body, headers)
            outcome = outcome_of(status)
            item = str(document["data"]["id"]) if outcome == OK else ""
            self._note(Event(CREATE, item, outcome, sent, monotonic(), 1 if outcome == OK else 0, title=title))
            if outcome != UNKNOWN:
                break
            if self.done.wait(PAUSE_SECONDS * 10):
                return
        with self._lock:
            if item and len(self._items) < SHARED_ITEMS:
                self._items.append(item)

    def _write(self, chance: random.Random) -> None:
        seen = self._read(chance)
        if seen:
            item, version = seen
            changes: list[dict[str, Any]] = [{"metadata": {"count": version}}, {"status": chance.choice(STATUSES)}]
            self._change("PATCH", item, version, chance.choice(changes))

    def _remove(self, chance: random.Random) -> None:
        seen = self._read(chance)
        if seen:
            self._change("DELETE", *seen, None)

    def _restore(self, chance: random.Random) -> None:
        item, sent = chance.choice(self._items), monotonic()
        status, document = self._send("POST", f"/api/items/{item}/restore", {}, HEADERS)
        # It is made for whatever version there is.
        version = _version(document) if outcome_of(status) == OK else 0
        self._note(Event("restore", item, outcome_of(status), sent, monotonic(), version))

    def _change(self, method: str, item: str, version: int, body: dict[str, Any] | None) -> None:
        sent = monotonic()
        headers = {**HEADERS, "If-Match": f'"{version}"'}
        status, document = self._send(method, f"/api/items/{item}", body, headers)
        outcome = outcome_of(status)
        if method == "PATCH" and outcome == OK and _version(document) == version:
            return  # the values were those it had: nothing was written
        written = (_version(document) if body else version + 1) if outcome == OK else 0
        self._note(Event(WRITE, item, outcome, sent, monotonic(), written, version))

    def _read(self, chance: random.Random) -> tuple[str, int] | None:
        return self._see(chance.choice(self._items), self._suite.port("WORKSPACE"), "/api/items", LAG_SECONDS)

    def _read_by_gateway(self, chance: random.Random) -> None:
        if self._suite.process("gateway"):
            path, port = "/api/workspace/items", self._suite.port("GATEWAY")
            self._see(chance.choice(self._items), port, path, GATEWAY_LAG_SECONDS)

    def _see(self, item: str, port: int, path: str, lag: float) -> tuple[str, int] | None:
        sent = monotonic()
        status, document = send(port, "GET", f"{path}/{item}", None, HEADERS)
        seen = status in (200, 404)
        version = _version(document) if status == 200 else 0
        self._note(Event(READ, item, OK if seen else UNKNOWN, sent, monotonic(), version, lag=lag))
        return (item, version) if version else None

    def _send(self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]) -> tuple[int, Any]:
        return send(self._suite.port("WORKSPACE"), method, path, body, headers)

    def _note(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)


def outcome_of(status: int) -> str:
    """What a status says of a write."""
    if status in (200, 201, 204):
        return OK
    return REFUSED if status in REFUSALS else UNKNOWN


def _version(document: Any) -> int:
    data = document.get("data") if isinstance(document, dict) else None
    return int(data.get("version", 0)) if isinstance(data, dict) else 0
