"""Pytest plugin: `-p suite_testing.plugin` (set in pyproject.toml)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from suite.environment import find_root
from suite_ops.postgres_binaries import find_binaries
from suite_ops.throwaway import prepared_cluster
from suite_testing.databases import TestCluster


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgres`: whose PostgreSQL the tests run on."""
    parser.addoption("--postgres", choices=("embedded", "system"), default="embedded")


def pytest_configure(config: pytest.Config) -> None:
    """Let no test, and no process a test starts, read the private environment files of this checkout."""
    os.environ.setdefault("SUITE_TRACKED_ENV_OF", str(find_root(Path(__file__))))


@pytest.fixture(scope="session")
def test_cluster(pytestconfig: pytest.Config) -> Iterator[TestCluster]:
    """A PostgreSQL of this test session, with the suite's roles."""
    with prepared_cluster(find_binaries(pytestconfig.getoption("postgres"))) as (cluster, passwords):
        yield TestCluster(cluster, passwords)
