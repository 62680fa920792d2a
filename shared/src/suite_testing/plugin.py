"""Pytest plugin: `-p suite_testing.plugin` (set in pyproject.toml)."""

from collections.abc import Iterator

import pytest

from suite_ops.throwaway import prepared_cluster
from suite_testing.databases import TestCluster


@pytest.fixture(scope="session")
def test_cluster() -> Iterator[TestCluster]:
    """A PostgreSQL of this test session, with the suite's roles."""
    with prepared_cluster() as (cluster, passwords):
        yield TestCluster(cluster, passwords)
