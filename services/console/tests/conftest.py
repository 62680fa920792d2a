"""The service under test: a real application on a real PostgreSQL, with a page and log files of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.app import create_app
from console.settings import Settings
from suite.environment import load_environment
from suite.http import Service
from suite_testing.databases import TestCluster, TestDatabase

PAGE = "<!doctype html><title>Colmeia</title>"


@pytest.fixture(scope="session")
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("console", "console")


@pytest.fixture
def page_folder(tmp_path: Path) -> Path:
    """A built page with one asset."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "assets" / "index-1a2b.js").write_text("export {};", encoding="utf-8")
    (folder / "secret.txt").write_text("not an asset", encoding="utf-8")
    return folder


@pytest.fixture
def log_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    folder.mkdir()
    return folder


@pytest.fixture
def service(database: TestDatabase, page_folder: Path, log_folder: Path) -> Iterator[Service]:
    application = create_app(console_settings(database, page_folder, log_folder))
    yield application
    application.database.close()


@pytest.fixture
def make_service(database: TestDatabase, page_folder: Path, log_folder: Path) -> Iterator[Callable[..., Service]]:
    """Consoles with settings of their own: make_service(CONSOLE_INGEST_TOKEN="…")."""
    made: list[Service] = []

    def make(**changes: str) -> Service:
        made.append(create_app(console_settings(database, page_folder, log_folder, **changes)))
        return made[-1]

    yield make
    for application in made:
        application.database.close()


def console_settings(database: TestDatabase, page_folder: Path, log_folder: Path, **changes: str) -> Settings:
    """Settings of a console with these folders."""
    given = {
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "CORS_ORIGIN": "http://localhost:3103",
        "RATE_LIMIT_ENABLED": "false",
        "CONSOLE_DATABASE_URL": database.dsn("app_console"),
        "CONSOLE_PAGE_DIR": str(page_folder),
        "LOG_DIR": str(log_folder),
        "LOG_LEVEL": "error",
    }
    return Settings.from_environment(load_environment(process={**given, **changes}))
