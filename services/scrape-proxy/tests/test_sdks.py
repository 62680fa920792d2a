"""Firecrawl's official SDKs, unmodified, against our port. SCRAPE_SDKS is a folder made by tests/sdk/install.sh."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrape_site import HTML, Site
from stand_in_model import StandInModel

from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, running_service
from suite_testing.tools import require_tool

SCRIPTS = Path(__file__).parent / "sdk"
NAMED = "firecrawl-sdks"
PYTHON = {"1.17.0": "python_1_17.py", "2.16.5": "python_2_16.py", "4.55.0": "python_4.py"}
JAVASCRIPT = {"js-1": "js_1.cjs", "js-4": "js_4.cjs"}


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the SDKs are."""
    named = os.environ.get("SCRAPE_SDKS", "")
    if not named:
        require_tool(NAMED)
    return Path(named)


@pytest.fixture
def running(database: TestDatabase, tmp_path: Path, address: str, model: StandInModel) -> Iterator[RunningService]:
    """A service that has a model, and the site itself as its search engine."""
    model.answers = ['{"title": "Heading"}']
    variables = {
        "SCRAPE_SEARCH_URL": address,
        "OPENAI_API_KEY": "key",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{model.server_port}/v1",
        "SCRAPE_PROXY_DATABASE_URL": database.dsn("app_scrape"),
        "SCRAPE_ENGINE": "embedded",
        "SCRAPE_BROWSER": "never",
        "SCRAPE_ALLOW_HOSTS": "127.0.0.0/8",
        "SCRAPE_CRAWL_DELAY_MS": "0",
        "SCRAPE_CACHE_TTL_S": "0",
    }
    with running_service("scrape_proxy.wsgi:app", "scrape_proxy.settings", "SCRAPE_PROXY", variables, tmp_path) as one:
        yield one


@pytest.fixture
def address(site: Site) -> str:
    """A site with two pages, one that never answers, and a sitemap."""
    site.page("/", links=["/a", "/b"], text='Words <img src="/p.png">')
    for path in ("/a", "/b", "/c"):
        site.page(path)
    listed = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in ("/a", "/c"))
    site.file("/sitemap.xml", f"<urlset>{listed}</urlset>".encode(), "text/xml")
    site.answers["/slow"] = lambda handler: (site.stopping.wait(), (200, b"late", HTML))[1]
    results = json.dumps({"results": [{"url": f"{site.url}/a", "title": "A", "content": "about"}]}).encode()
    found, lost = (200, results, {"Content-Type": "application/json"}), (404, b"<title>lost</title>", HTML)
    site.fallback = lambda handler: found if handler.path.startswith("/search?") else lost
    return site.url


def call(command: list[str], folder: Path) -> str:
    """What a script prints; the test fails with what it printed when it does."""
    run = subprocess.run(command, capture_output=True, text=True, timeout=180, cwd=folder, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize("version", PYTHON)
def test_the_python_sdk_works_unmodified(folder: Path, running: RunningService, address: str, version: str) -> None:
    python = folder / f"python-{version}" / "bin" / "python"

    printed = call([str(python), "-W", "ignore", str(SCRIPTS / PYTHON[version]), running.url, address], folder)
    assert printed.endswith("ok\n")


@pytest.mark.parametrize("package", JAVASCRIPT)
def test_the_javascript_sdk_works_unmodified(folder: Path, running: RunningService, address: str, package: str) -> None:
    node = require_tool("node")

    # Node 20 has WebSockets, which version 1 takes for granted, by this word only.
    command = [node, "--experimental-websocket", str(SCRIPTS / JAVASCRIPT[package]), running.url, address]
    printed = call(command, folder / package)
    assert printed.endswith("ok\n")
