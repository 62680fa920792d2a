"""The service under test, a site to scrape and a Firecrawl to ask: all on real sockets."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from threading import Thread
from typing import Any

import pytest
from scrape_client import Api
from scrape_site import Site
from stand_in_firecrawl import StandInFirecrawl
from stand_in_model import StandInModel

from scrape_proxy.app import create_app
from scrape_proxy.settings import Settings
from suite.http import Service
from suite.settings import Secret
from suite_ops.database.throwaway import free_port
from suite_testing.applications import applications, settings_on
from suite_testing.databases import TestCluster, TestDatabase

_users = count(1)


@pytest.fixture(scope="session")
def database(test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone("scrape-proxy", "scrape")


@pytest.fixture(scope="session")
def settings(database: TestDatabase) -> Settings:
    return settings_on(
        database,
        Settings,
        CORS_ORIGIN="http://localhost:3103",
        FIRECRAWL_PROXY_BASE_URL=f"http://127.0.0.1:{free_port()}",
        SCRAPE_ENGINE="embedded",
        SCRAPE_BROWSER="never",
        SCRAPE_ALLOW_HOSTS="127.0.0.0/8",
        SCRAPE_CRAWL_DELAY_MS="0",
        SCRAPE_CACHE_TTL_S="0",
    )


@pytest.fixture(autouse=True)
def no_crawls(database: TestDatabase) -> None:
    """Crawlers take whatever crawl there is; each test begins without any."""
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("DELETE FROM crawl_jobs")


@pytest.fixture
def start(settings: Settings) -> Iterator[Any]:
    """Start an application with other settings: start(engine="auto", guard=…)."""
    with ExitStack() as started:

        def start_service(guard: Any = None, **changes: Any) -> Api:
            if isinstance(changes.get("firecrawl_key"), str):
                changes["firecrawl_key"] = Secret(changes["firecrawl_key"])
            service = started.enter_context(applications(partial(create_app, guard=guard), settings))(**changes)
            # A browser would go on until the end of all tests.
            started.callback(service.gateway.browser.sessions.close)
            return Api(service, f"user-{next(_users)}")

        yield start_service


@pytest.fixture(scope="session")
def service(settings: Settings) -> Iterator[Service]:
    with applications(create_app, settings) as start:
        yield start()


@pytest.fixture
def api(service: Service) -> Api:
    """A client of the embedded engine whose user nobody else uses."""
    # A port that is used again by another test's site is another host.
    service.gateway.robots._known.clear()
    return Api(service, f"user-{next(_users)}")


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site without pages yet."""
    with Site() as running:
        yield running


@pytest.fixture
def model() -> Iterator[StandInModel]:
    """A model that answers as it is told."""
    with StandInModel("{}") as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        yield server
        server.shutdown()


@pytest.fixture
def reading(start: Any, model: StandInModel) -> Api:
    """A client of an engine that has a model to ask."""
    client: Api = start(openai_api_key=Secret("key"), openai_base_url=f"http://127.0.0.1:{model.server_port}/v1")
    return client


@pytest.fixture
def firecrawl() -> Iterator[StandInFirecrawl]:
    """A Firecrawl that answers as it is told."""
    with StandInFirecrawl() as running:
        yield running
