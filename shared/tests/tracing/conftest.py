"""Nothing of one test records in the next."""

from collections.abc import Iterator

import pytest

from suite.tracing import install
from suite.tracing.spans import Trace


class Recorded:
    """Keeps every trace that ends."""

    def __init__(self, sampled: bool = True) -> None:
        self.traces: list[Trace] = []
        self.sampled = sampled

    def samples(self, trace_id: int, parent: object) -> bool:
        return self.sampled

    def finish(self, ended: Trace) -> None:
        self.traces.append(ended)


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    """Where this process records for now."""
    found = Recorded()
    install(found)
    yield found
    install(None)


@pytest.fixture(autouse=True)
def off() -> Iterator[None]:
    yield
    install(None)
