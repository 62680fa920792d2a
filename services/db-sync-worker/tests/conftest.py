"""The worker under test, PostgreSQL, a real QuestDB where the machine can run one, and a stand-in for its faults."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stand_in_questdb import StandInQuestDb
from sync_bench import Bench

from db_sync_worker.app import create_app
from db_sync_worker.settings import Settings
from suite.environment import find_root
from suite_ops.database.throwaway import free_port
from suite_ops.questdb.server import QuestDbServer, fetch_jar
from suite_testing.applications import applications, settings_on
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.tools import require_tool


@pytest.fixture(scope="session")
def questdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real QuestDB of this session."""
    require_tool("java")
    library = find_root(Path(__file__)) / "var" / "questdb" / "lib"
    if not any(library.glob("*.jar")):
        require_tool("mvn")
    server = QuestDbServer(tmp_path_factory.mktemp("questdb"), free_port(), fetch_jar(library))
    with pytest.MonkeyPatch.context() as patch:
        # Only then may a test suspend the log of a table.
        patch.setenv("QDB_DEV_MODE_ENABLED", "true")
        server.start()
    yield server.url
    server.stop()


@pytest.fixture
def database(test_cluster: TestCluster) -> Iterator[TestDatabase]:
    """A database of its own: nobody else's partitions, locks or runs."""
    clone = test_cluster.clone("db-sync-worker", "sync")
    yield clone
    test_cluster.drop(clone.name)


def settings_for(database: TestDatabase, **variables: str) -> Settings:
    """Settings of the worker on this database."""
    return settings_on(
        database,
        Settings,
        CORS_ORIGIN="http://localhost:3103",
        QUESTDB_REST_URL=f"http://127.0.0.1:{free_port()}",
        QUESTDB_TIMEOUT_S="5",
        **variables,
    )


@pytest.fixture
def settings(database: TestDatabase) -> Settings:
    return settings_for(database)


@pytest.fixture
def stand_in() -> Iterator[StandInQuestDb]:
    """A QuestDB that holds what a test gives it and fails as it is told."""
    with StandInQuestDb() as running:
        yield running


@pytest.fixture
def bench(database: TestDatabase, settings: Settings, stand_in: StandInQuestDb) -> Bench:
    """An engine between the stand-in and the database."""
    return Bench(database, replace(settings, questdb_url=stand_in.url))


@pytest.fixture
def real_bench(database: TestDatabase, settings: Settings, questdb: str) -> Bench:
    """An engine between the real QuestDB and the database."""
    return Bench(database, replace(settings, questdb_url=questdb))


@pytest.fixture
def start(settings: Settings) -> Iterator[Any]:
    """Start the control routes with other settings: start(auth_mode="jwt", …)."""
    with applications(create_app, settings) as start_service:
        yield start_service
