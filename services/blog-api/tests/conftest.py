"""The service under test: a real application on a real PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
from blog_client import Api, Rows, plant_blogs, write_draft

from blog_api.app import create_app
from blog_api.articles.untrusted import end_children
from blog_api.settings import Settings
from suite.http import Service
from suite.settings import Secret
from suite_testing.applications import applications, settings_on
from suite_testing.databases import TestCluster, TestDatabase


@pytest.fixture(scope="session")
def blog_database(test_cluster: TestCluster) -> TestDatabase:
    """A database with the planted blogs; tests leave blogs 2 and 3 as they are and write to blog 1."""
    database = test_cluster.clone("blog-api", "blog")
    with database.connect(schema="blog") as connection:
        plant_blogs(Rows(connection))
    return database


@pytest.fixture(scope="session", autouse=True)
def ended_children() -> Iterator[None]:
    """No process of a test outlives the tests."""
    yield
    end_children()


@pytest.fixture(scope="session")
def blog_settings(blog_database: TestDatabase) -> Settings:
    return settings_on(blog_database, Settings, BLOG_CACHE_TTL_SECONDS="0")


@pytest.fixture(scope="session")
def blog_service(blog_settings: Settings) -> Iterator[Service]:
    with applications(create_app, blog_settings) as start:
        yield start()


@pytest.fixture
def reader(blog_service: Service) -> Api:
    """Somebody who reads."""
    return Api(blog_service)


@pytest.fixture
def rows(blog_database: TestDatabase) -> Iterator[Rows]:
    """The administrator, who sees and writes every row."""
    with blog_database.connect(schema="blog") as connection:
        yield Rows(connection)


@pytest.fixture
def start_blog(blog_settings: Settings) -> Iterator[Any]:
    """Start another application with other settings: start_blog(rate_limit_enabled=True, …)."""
    with applications(create_app, blog_settings) as start:
        yield start


@pytest.fixture
def fresh_blog(test_cluster: TestCluster, start_blog: Any) -> Iterator[tuple[Service, TestDatabase]]:
    """An application on a database of its own, with blog 3 and nothing in it."""
    database = test_cluster.clone("blog-api", "blog")
    application = start_blog(database_url=Secret(database.dsn("app_blog")))
    yield application, database
    application.database.close()
    test_cluster.drop(database.name)


PEOPLE = {"owner": "ana-owner", "admin": "ana-admin", "editor": "ana-editor", "author": "ana-author"}


@pytest.fixture(scope="session")
def people(blog_database: TestDatabase) -> dict[str, str]:
    """Identity by role, everybody of blog 1 only."""
    with blog_database.connect(schema="blog") as connection:
        rows = Rows(connection)
        for role, subject in PEOPLE.items():
            person = rows.insert("users", email=f"{subject}@example.com", name=subject, subject=subject)
            rows.insert("blog_access", user_id=person, blog_id=1, role=role)
    return PEOPLE


@pytest.fixture
def person(blog_service: Service, people: dict[str, str]) -> Any:
    """person("editor"): a client of somebody with this role in blog 1."""

    def of_role(role: str) -> Api:
        return Api(blog_service, people[role], **{"X-Blog-Id": "1"})

    return of_role


@pytest.fixture
def editor(person: Any) -> Api:
    return person("editor")  # type: ignore[no-any-return]


@pytest.fixture
def draft(editor: Api, rows: Rows) -> dict[str, Any]:
    """A new draft of blog 1, as its editor reads it."""
    return write_draft(editor, rows)
