"""Nothing of one test records in the next."""

from collections.abc import Iterator

import pytest

from suite.tracing import install
from suite_testing.recorded_traces import RecordedTraces, recorded_traces


@pytest.fixture
def recorded() -> Iterator[RecordedTraces]:
    """Where this process records for now."""
    with recorded_traces() as found:
        yield found


@pytest.fixture(autouse=True)
def off() -> Iterator[None]:
    yield
    install(None)
