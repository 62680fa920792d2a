"""The way to the collector: bounded, counted, never in the way."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from threading import Barrier, Event, Thread, current_thread

import pytest

from suite.tracing import queue as queues
from suite.tracing.queue import ExportQueue

PATIENCE_SECONDS = 60.0


class Counted(Counter[str]):
    """What became of spans."""

    def count(self, result: str, number: int) -> None:
        self[result] += number


def test_what_is_put_is_sent_in_batches() -> None:
    counted, batches = Counted(), list[int]()

    def send(batch: Sequence[int]) -> bool:
        batches.append(len(batch))
        return True

    queue = ExportQueue(send, counted.count, batch=10)
    queue.put(range(25))
    assert queue.stop(PATIENCE_SECONDS)
    assert (sum(batches), max(batches), dict(counted)) == (25, 10, {"sent": 25})


def test_ten_thousand_spans_beside_a_silent_collector_are_dropped_and_counted() -> None:
    counted, answers = Counted(), Event()

    def send(batch: Sequence[int]) -> bool:
        return answers.wait(PATIENCE_SECONDS)

    queue = ExportQueue(send, counted.count, most=100, batch=10)
    for number in range(10_000):
        queue.put([number])
    assert counted["dropped"] >= 10_000 - 100 - 10
    answers.set()
    assert queue.stop(PATIENCE_SECONDS)
    assert counted["sent"] + counted["dropped"] == 10_000


def test_a_collector_that_refuses_costs_its_batch_only() -> None:
    counted = Counted()
    queue = ExportQueue(lambda batch: False, counted.count)
    queue.put([1, 2, 3])
    assert queue.stop(PATIENCE_SECONDS)
    assert dict(counted) == {"failed": 3}


def test_threads_that_come_at_once_begin_one_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, together, begun = Counted(), Barrier(2), list[str]()

    class Sender(Thread):
        def start(self) -> None:
            begun.append(self.name)
            super().start()

    came = set[Thread]()

    def asked_at_once() -> int:
        thread = current_thread()
        if thread.name == "trial" and thread not in came:
            came.add(thread)
            together.wait(PATIENCE_SECONDS)
        return process

    process = os.getpid()
    monkeypatch.setattr(queues, "Thread", Sender)
    queue = ExportQueue(lambda batch: True, counted.count)
    with monkeypatch.context() as asking:
        asking.setattr(queues.os, "getpid", asked_at_once)
        putting = [Thread(target=queue.put, args=([number],), name="trial") for number in range(2)]
        for thread in putting:
            thread.start()
        for thread in putting:
            thread.join(PATIENCE_SECONDS)
    assert queue.stop(PATIENCE_SECONDS)
    assert (begun, dict(counted)) == (["spans"], {"sent": 2})


FORKED = """
import os
from suite.tracing.queue import ExportQueue

sent = []
queue = ExportQueue(lambda batch: not sent.extend(batch), lambda result, number: None, pause=60)
queue.put(["of the parent"])
child = os.fork()
queue.put(["of the child" if child == 0 else "of the parent"])
queue.stop(60)
if child:
    os.waitpid(child, 0)
print(os.getpid() if child else "", *sent, sep=",", flush=True)
"""


def test_a_forked_process_sends_its_own_spans_only() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=120, check=True)
    child, parent = done.stdout.splitlines()
    assert child == ",of the child"
    assert parent.split(",")[1:] == ["of the parent", "of the parent"]
