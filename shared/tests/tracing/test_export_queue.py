"""The way to the collector: bounded, counted, never in the way."""

from collections import Counter
from collections.abc import Sequence
from threading import Event

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
