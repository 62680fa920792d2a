"""Nothing of one test records in the next."""

import os
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


@pytest.fixture(autouse=True)
def own_variables() -> Iterator[None]:
    """A collector of one test is not written to by the next: the variables are those of the process."""
    before = {name: value for name, value in os.environ.items() if name.startswith("OTEL_")}
    yield
    for name in [name for name in os.environ if name.startswith("OTEL_")]:
        del os.environ[name]
    os.environ.update(before)
