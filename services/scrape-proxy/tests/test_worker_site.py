"""The crawler process seen from outside: health and metrics on a port of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

import requests
from scrape_client import Api
from scrape_site import Site

from suite.environment import find_root
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import Caller

PATIENCE_SECONDS = 60.0


@contextmanager
def worker_on(port: int, database: TestDatabase) -> Iterator[subprocess.Popen[str]]:
    """A crawler process told to show itself on `port`."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"},
        "SUITE_ROOT": str(find_root(Path(__file__))),
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "SCRAPE_PROXY_DATABASE_URL": database.dsn("app_scrape"),
        "SCRAPE_PROXY_WORKER_PORT": str(port),
        "SCRAPE_ENGINE": "embedded",
        "SCRAPE_ALLOW_HOSTS": "127.0.0.0/8",
        "LOG_LEVEL": "error",
        "METRICS_ACCESS": "open",
    }
    command = [sys.executable, "-m", "scrape_proxy.worker"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def status_of(caller: Caller, path: str) -> int:
    """The status of an answer, 0 without one."""
    try:
        return caller.get(path, timeout=30).status_code
    except requests.ConnectionError:
        return 0


def test_a_crawler_shows_its_health_and_what_it_has_crawled(api: Api, site: Site, database: TestDatabase) -> None:
    port = free_port()
    crawl = api.begin(site.page("/", links=["/other"]))
    site.page("/other")
    with worker_on(port, database) as process, Caller(f"http://127.0.0.1:{port}", {}) as caller:
        assert wait_until(lambda: status_of(caller, "/readyz") == 200, PATIENCE_SECONDS)
        assert wait_until(lambda: api.status(crawl)["status"] == "completed", PATIENCE_SECONDS)

        alive = caller.get("/healthz")
        assert (alive.status_code, alive.headers["Server"]) == (200, "suite")
        assert caller.get("/readyz").json()["checks"] == {"database": "ok", "migrations": "ok", "loop": "ok"}
        counted = 'tradingsystem_scrape_crawl_pages_total{service="firecrawl-proxy",state="done"} 2.0'
        assert counted in caller.get("/metrics").text
        assert status_of(caller, "/api/v1/scrape") == 404

        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert status_of(caller, "/healthz") == 0


def test_a_port_that_is_taken_ends_the_crawler_with_a_reason(database: TestDatabase) -> None:
    with create_server(("127.0.0.1", 0)) as taken, worker_on(taken.getsockname()[1], database) as process:
        assert process.wait(PATIENCE_SECONDS) == 1
        assert process.stderr is not None
        assert "in use" in process.stderr.read()
