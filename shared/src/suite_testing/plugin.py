"""Pytest plugin: `-p suite_testing.plugin` (set in pyproject.toml)."""

import os
from collections.abc import Iterator

import pytest

from suite_ops.postgres_binaries import find_binaries
from suite_ops.throwaway import prepared_cluster
from suite_testing.databases import TestCluster


@pytest.fixture(scope="session")
def test_cluster() -> Iterator[TestCluster]:
    """A PostgreSQL of this test session, with the suite's roles: the wheel's, or the machine's with SUITE_DB_MODE=system."""
    mode = "system" if os.environ.get("SUITE_DB_MODE") == "system" else "embedded"
    with prepared_cluster(find_binaries(mode)) as (cluster, passwords):
        yield TestCluster(cluster, passwords)
