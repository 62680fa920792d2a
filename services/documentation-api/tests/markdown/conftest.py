"""Documents in a folder of their own, on a database of their own that every test finds empty."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.app import create_app
from documentation_api.settings import Settings
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestCluster, TestDatabase

EMPTY = """
TRUNCATE documentation_docs, documentation_title_words, documentation_search_misses, documentation_search_queries,
    documentation_health_snapshots, documentation_health_fixes;
UPDATE documentation_index_state
   SET version = 0, last_run = NULL, last_manual = NULL, duration_ms = 0, errors = '[]', audit_runs = 0;
"""


@pytest.fixture(scope="session")
def docs_database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("documentation-api", "documentation")


@pytest.fixture
def open_portal(docs_database: TestDatabase, settings: Settings, tmp_path: Path) -> Iterator[Any]:
    """Start a service on the emptied database: open_portal(docs_outdated_days=30, …)."""
    with docs_database.connect(schema="documentation") as admin, admin.cursor() as cursor:
        cursor.execute(EMPTY)
    started: list[Service] = []
    folder = tmp_path / "documents"
    folder.mkdir()

    def start(**changes: Any) -> Portal:
        database_url = Secret(docs_database.dsn("app_documentation"))
        given = {"docs_dir": str(folder), "database_url": database_url, **changes}
        started.append(create_app(replace(settings, **given)))
        return Portal(started[-1], Path(given["docs_dir"]))

    yield start
    for application in started:
        application.database.close()


@pytest.fixture
def portal(open_portal: Any) -> Portal:
    """A service whose documents the test writes."""
    opened: Portal = open_portal()
    return opened
