"""Clients that create, read and change records of one kind at random, and note what they were told."""

import random
from functools import partial
from threading import Lock
from time import monotonic

from proof.histories.clients import LAG_SECONDS, PAUSE_SECONDS, outcome_of
from proof.histories.events import CREATE, OK, READ, UNKNOWN, WRITE, Event
from proof.histories.records import Answer, RecordKind
from proof.suite import Suite
from suite_ops.processes.beside import Beside

CLIENTS, SHARED_RECORDS = 2, 3
GONE = 404


class RecordClients(Beside):
    """At work during a `with` block; `events` are theirs, `failures` what ended one of them before."""

    def __init__(self, suite: Suite, kind: RecordKind, seed: int) -> None:
        self.kind, self.events, self.failures = kind, list[Event](), list[Exception]()
        self._suite, self._seed, self._lock = suite, seed, Lock()
        self._records: list[str] = []
        super().__init__(partial(self._begin, number) for number in range(CLIENTS))

    def _begin(self, number: int) -> None:
        try:
            self._work(number)
        except Exception as failure:
            self.failures.append(failure)

    def _work(self, number: int) -> None:
        chance = random.Random(f"{self._seed} {self.kind.name} {number}")
        made = 0
        while not self.done.wait(PAUSE_SECONDS):
            made += 1
            if len(self._records) < SHARED_RECORDS or chance.random() < 0.05:
                self._create(f"history {self.kind.name} {self._seed} {number} {made}")
            else:
                self._change(chance.choice(self._records), f"{number} {made}", chance)

    def _create(self, title: str) -> None:
        while True:
            sent = monotonic()
            answer = self.kind.create(self._suite, title)
            outcome = outcome_of(answer.status)
            identity = identity_of(answer) if outcome == OK else ""
            self._note(Event(CREATE, identity, outcome, sent, monotonic(), int(outcome == OK), title=title))
            if outcome != UNKNOWN or not self.kind.retried or self.done.wait(PAUSE_SECONDS * 10):
                break
        with self._lock:
            if identity and len(self._records) < SHARED_RECORDS:
                self._records.append(identity)

    def _change(self, identity: str, text: str, chance: random.Random) -> None:
        seen = self._read(identity)
        if seen and chance.random() < 0.6:
            sent = monotonic()
            answer = self.kind.write(self._suite, identity, seen, text)
            outcome = outcome_of(answer.status)
            version = answer.version if outcome == OK else 0
            self._note(Event(WRITE, identity, outcome, sent, monotonic(), version, seen))

    def _read(self, identity: str) -> int:
        sent = monotonic()
        answer = self.kind.read(self._suite, identity)
        outcome = OK if answer.status in (200, GONE) else UNKNOWN
        self._note(Event(READ, identity, outcome, sent, monotonic(), answer.version, lag=LAG_SECONDS))
        return answer.version

    def _note(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)


def identity_of(answer: Answer) -> str:
    """The id of a record that was created; some services put it into an envelope."""
    document = answer.document
    return str((document.get("data") or document)["id"])
