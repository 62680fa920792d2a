"""Clusters for the tests of the tools: started once a session, gone afterwards."""

from collections.abc import Iterator, Mapping

import pytest

from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import prepared_cluster


@pytest.fixture(scope="session")
def prepared() -> Iterator[tuple[Cluster, Mapping[str, str]]]:
    """A cluster with the database of the suite, and the password of each role."""
    with prepared_cluster() as made:
        yield made
