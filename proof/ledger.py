"""Writers that note what they were told, and the comparison of their notes with what is stored.

Three kinds of write: an item under a title of its own; a change of its status, which must make one notification; a
notification under an idempotency key, sent again until it is acknowledged.
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import sleep
from typing import Any, Protocol

from suite_ops.processes.beside import Beside

USER = "proof-ledger"
ROUTES = {"NOTIFY_ROUTES": f"item-status-changed={USER}"}
WRITERS = 4
PAUSE_SECONDS = 0.05


@dataclass
class Notes:
    """Titles of items, ids of changed items and texts of notifications: acknowledged, and sent without an answer."""

    items: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    notified: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Verdict:
    """How many writes were acknowledged, and which of them are missing or stored twice."""

    acknowledged: int
    lost: list[str]
    doubled: list[str]

    @property
    def problems(self) -> list[str]:
        """The first of both, in words."""
        return [f"lost: {one}" for one in self.lost[:10]] + [f"doubled: {one}" for one in self.doubled[:10]]


class Served(Protocol):
    """What is written to: services by the prefix of their settings, and their tables."""

    def call(
        self, prefix: str, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, Any]:
        """Status and document of one call; status 0 when no answer came."""

    def sql(self, statement: str) -> list[list[str]]:
        """Rows of a query, as the owner."""


class ItemWriters(Beside):
    """Make items and change them all the time during a `with` block."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self.notes = Notes()
        self._lock = Lock()
        super().__init__([self._write] * WRITERS)

    def _write(self) -> None:
        while not self.done.wait(PAUSE_SECONDS):
            self._write_item(f"proof {uuid.uuid4()}")

    def _write_item(self, title: str) -> None:
        body = {"title": title, "description": "D", "category": "dashboard", "priority": "high"}
        status, document = self._served.call("WORKSPACE", "POST", "/api/items", body, {})
        self._note(status)
        if status == 201:
            self.notes.items.add(title)
            identity = str(document["data"]["id"])
            path = f"/api/items/{identity}"
            status, _ = self._served.call("WORKSPACE", "PATCH", path, {"status": "in-progress"}, {})
            self._note(status)
            if status == 200:
                self.notes.changed.add(identity)
            elif status == 0:
                self.notes.unknown.add(identity)
        elif status == 0:
            self.notes.unknown.add(title)

    def _note(self, status: int) -> None:
        with self._lock:
            self.notes.answers[str(status or "no answer")] += 1


class Writers(ItemWriters):
    """Send notifications besides."""

    def _write(self) -> None:
        while not self.done.wait(PAUSE_SECONDS):
            self._write_item(f"proof {uuid.uuid4()}")
            self._notify(f"proof {uuid.uuid4()}")

    def _notify(self, text: str) -> None:
        headers = {"Idempotency-Key": text.replace(" ", "-")}
        body = {"userId": USER, "type": "in-app", "message": text}
        while not self.done.is_set():
            status, _ = self._served.call("NOTIFICATIONS", "POST", "/notifications", body, headers)
            self._note(status)
            if status in (200, 201):
                self.notes.notified.add(text)
                return
            self.done.wait(PAUSE_SECONDS * 4)


def reconcile(served: Served, notes: Notes, patience: float = 60) -> Verdict:
    """Compare the notes with the tables; events on their way have `patience` seconds to arrive."""
    items = _count(
        served, "SELECT title, count(*) FROM workspace.workspace_items WHERE title LIKE 'proof %' GROUP BY 1"
    )
    told = _count(served, _NOTIFIED_TEXTS)
    effects = _count(served, _EFFECTS)
    for _ in range(int(patience)):
        if notes.changed <= effects.keys():
            break
        sleep(1)
        effects = _count(served, _EFFECTS)
    lost = [f"item {title}" for title in notes.items - items.keys()]
    lost += [f"notification {text}" for text in notes.notified - told.keys()]
    lost += [f"notification of item {identity}" for identity in notes.changed - effects.keys()]
    stored = {**items, **told, **effects}
    doubled = [f"{key}: {count} times" for key, count in stored.items() if count > 1]
    return Verdict(len(notes.items) + len(notes.changed) + len(notes.notified), sorted(lost), sorted(doubled))


_NOTIFIED_TEXTS = (
    "SELECT message, count(*) FROM notifications.notifications"
    f" WHERE user_ref = '{USER}' AND message LIKE 'proof %' GROUP BY 1"
)
_EFFECTS = (
    "SELECT data->>'itemId', count(*) FROM notifications.notifications"
    f" WHERE user_ref = '{USER}' AND data ? 'itemId' GROUP BY 1"
)


def _count(served: Served, statement: str) -> dict[str, int]:
    return {key: int(count) for key, count in served.sql(statement)}
