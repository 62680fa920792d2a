"""Traces of this process, kept for a test instead of being exported."""

from collections.abc import Iterator
from contextlib import contextmanager

from suite.tracing import install
from suite.tracing.spans import Span, Trace


class RecordedTraces:
    """Keeps every trace that ends."""

    def __init__(self, sampled: bool = True) -> None:
        self.traces: list[Trace] = []
        self.sampled = sampled

    def samples(self, trace_id: int, parent: object) -> bool:
        """What the test wants."""
        return self.sampled

    def finish(self, ended: Trace) -> None:
        """Keep it."""
        self.traces.append(ended)

    def named(self, name: str) -> list[Span]:
        """The spans of one name."""
        return [span for trace in self.traces for span in trace.spans if span.name == name]


@contextmanager
def recorded_traces() -> Iterator[RecordedTraces]:
    """Where this process records while the block lasts."""
    found = RecordedTraces()
    install(found)
    try:
        yield found
    finally:
        install(None)
