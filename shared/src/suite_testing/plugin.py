"""Pytest plugin: `-p suite_testing.plugin` (set in pyproject.toml)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.database import replica_assembly, replica_watch
from suite.environment import find_root
from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import prepared_cluster
from suite_testing import described_replies
from suite_testing.databases import TestCluster
from suite_testing.replica_server import StreamingReplica, streaming_replica


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgres`: whose PostgreSQL the tests run on."""
    parser.addoption("--postgres", choices=("embedded", "system"), default="embedded")


def pytest_configure(config: pytest.Config) -> None:
    """Hold every reply against its description; let no test, and no process it starts, read this checkout's secrets."""
    described_replies.install()
    os.environ.setdefault("SUITE_TRACKED_ENV_OF", str(find_root(Path(__file__))))


@pytest.fixture(scope="session")
def test_cluster(pytestconfig: pytest.Config) -> Iterator[TestCluster]:
    """A PostgreSQL of this test session, with the suite's roles."""
    with prepared_cluster(find_binaries(pytestconfig.getoption("postgres"))) as (cluster, passwords):
        yield TestCluster(cluster, passwords)


@pytest.fixture(scope="session")
def streaming(pytestconfig: pytest.Config) -> Iterator[StreamingReplica]:
    """A second PostgreSQL with a streaming replica; whoever pauses or kills it brings it back."""
    with pytest.MonkeyPatch.context() as patch:
        # Looks come often, so that tests need not wait for them; and a busy machine is no silent replica.
        patch.setattr(replica_watch, "LOOK_SECONDS", 0.2)
        patch.setattr(replica_watch, "REST_SECONDS", 0.2)
        patch.setattr(replica_watch, "TRUSTED_SECONDS", 60.0)
        patch.setattr(replica_assembly, "WATCH_STATEMENT_MS", 30_000)
        with streaming_replica(find_binaries(pytestconfig.getoption("postgres"))) as replica:
            yield replica
