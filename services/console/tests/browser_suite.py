"""The console and services behind it as production runs them, and a real Chromium in front of them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

from suite.environment import find_root
from suite_ops.manifest import ManifestService, load_manifest
from suite_ops.page.build_page import WEB, build_page
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.processes import TEST_ENVIRONMENT, RunningService
from suite_testing.tools import require_tool

ROOT = find_root(Path(__file__))
WORKSPACE = "workspace-api"
# A machine that does much else beside takes its time for a page.
PATIENCE_MS = 60_000
# What a service needs beside its database.
VARIABLES: Mapping[str, Mapping[str, str]] = {
    "notifications-api": {"NOTIFICATIONS_WATCH_SECONDS": "0", "EMAIL_ADAPTER": "console"},
}
LOOKS = [("light", "en-US"), ("dark", "pt-BR")]
LOADING = re.compile("Loading|Carregando")
WIDE, NARROW = 1280, 360
AXE = ROOT / WEB / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True)
class BrowserSuite:
    """Running services and the browser."""

    console: RunningService
    services: Mapping[str, RunningService]
    browser: Browser
    log_folder: Path
    databases: Mapping[str, TestDatabase]

    @property
    def workspace(self) -> RunningService:
        """The service behind the board."""
        return self.services[WORKSPACE]

    def command(self, service_id: str, module: str, *arguments: object) -> None:
        """Run a command line of a service on its database."""
        entry, database = load_manifest(ROOT).find(service_id), self.databases[service_id]
        url = {f"{entry.env_prefix}_DATABASE_URL": database.dsn(entry.db_user)}
        run_command(database, module, *arguments, **url)

    @contextmanager
    def page(
        self,
        path: str = "",
        *,
        user: str | None,
        width: int = WIDE,
        scheme: str = "light",
        locale: str = "en-US",
        clock: str | None = None,
        base: str | None = None,
    ) -> Iterator[Page]:
        """A page opened by `user`, None the local one, at the console's own address or at `base`.

        `clock` is the time zone of the browser, None the machine's.

        What the page itself logs as an error fails the test, and so does a request to a foreign host.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            timezone_id=clock,
            bypass_csp=False,
        )
        if user is not None:
            context.add_init_script(
                f"sessionStorage.setItem('colmeia.identity', JSON.stringify({{kind: 'user', name: '{user}'}}))"
            )
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: problems.extend(foreign(request.url)))
        page.on("console", lambda line: problems.extend(broken_policy(line.text)))
        page.goto(f"{base or self.console.url}/#/{path}")
        try:
            yield page
            assert problems == []
        finally:
            context.close()


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing once all is loaded, wide or narrow, and a narrow screen does not scroll sideways."""
    # Boards and inboxes keep a stream open: their network is never idle.
    expect(page.get_by_role("status", name=LOADING)).to_have_count(0)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("async () => (await axe.run()).violations.map(({ id, nodes }) => [id, nodes[0].html])")
        assert found == [], found
    # The menu leaves with a movement of its own.
    page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=NARROW)


def broken_policy(line: str) -> list[str]:
    """The line of the browser's console, when it tells of something the page's policy refused."""
    return [line] if "Content Security Policy" in line else []


def foreign(url: str) -> list[str]:
    """The URL, when it leads away from this machine."""
    return [] if urlsplit(url).hostname in ("127.0.0.1", None) else [f"request to {url}"]


@contextmanager
def browser_suite(
    cluster: TestCluster,
    console: TestDatabase,
    folder: Path,
    ids: Sequence[str] = (WORKSPACE,),
    *,
    seeded: bool = False,
    more: Mapping[str, str] | None = None,
) -> Iterator[BrowserSuite]:
    """The console and services with these ids, the page built from its source; skipped where there is no Chromium.

    `seeded` plants what scripts/start-all.sh plants; `more` are variables of every service and the console.
    """
    chromium = require_tool("chromium")
    build_page(ROOT)
    logs = folder / "log"
    logs.mkdir()
    (folder / "console").mkdir()
    manifest = load_manifest(ROOT)
    databases = {service_id: cluster.clone(service_id, manifest.find(service_id).schema or "") for service_id in ids}
    running = {
        service_id: _service(manifest.find(service_id), databases[service_id], folder, seeded, more or {})
        for service_id in ids
    }
    ports = {f"{manifest.find(service_id).env_prefix}_PORT": str(found.port) for service_id, found in running.items()}
    database = {"CONSOLE_DATABASE_URL": console.dsn("app_console"), "LOG_DIR": str(logs), **ports, **(more or {})}
    page = RunningService("console.wsgi:app", "console.settings", "CONSOLE", database, folder / "console")
    for service_id, service in running.items():
        service.allow_origin(page.url)
        service.set("OTEL_EXPORTER_OTLP_ENDPOINT", page.url)
        service.log = logs / f"{service_id}.log"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        # The tests' own pages only, and as root in containers, where Chromium has no sandbox of its own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            for service in (*running.values(), page):
                service.start()
            yield BrowserSuite(page, running, browser, logs, databases)
        finally:
            browser.close()
            # The console last: what stops sends it the rest of its traces.
            for service in (*running.values(), page):
                if service.alive:
                    service.stop()


def _service(
    entry: ManifestService, database: TestDatabase, folder: Path, seeded: bool, more: Mapping[str, str]
) -> RunningService:
    own = folder / entry.id
    own.mkdir()
    variables = {
        f"{entry.env_prefix}_DATABASE_URL": database.dsn(entry.db_user),
        "APP_BUS_DB_PASSWORD": database.owner.passwords["app_bus"],
        **VARIABLES.get(entry.id, {}),
        **more,
    }
    if seeded and (ROOT / entry.path / "seeds").is_dir():
        run_command(database, f"{entry.package}.cli", "seed", **variables)
    return RunningService(entry.module or "", f"{entry.package}.settings", entry.env_prefix or "", variables, own)


def run_command(database: TestDatabase, module: str, *arguments: object, **variables: str) -> None:
    """A command line of a service on its database, as its owner."""
    cluster = database.owner.cluster
    owner = {
        "FRONTEND_APPS_DB_HOST": "127.0.0.1",
        "FRONTEND_APPS_DB_PORT": str(cluster.port),
        "FRONTEND_APPS_DB_NAME": database.name,
        "FRONTEND_APPS_DB_SUPERUSER": cluster.superuser,
        "FRONTEND_APPS_DB_SUPERPASS": cluster.password,
        "FRONTEND_APPS_DB_SSL": "disable",
    }
    command = [sys.executable, "-m", module, *map(str, arguments)]
    environment = {**os.environ, **TEST_ENVIRONMENT, **variables, **owner, "SUITE_ROOT": str(ROOT)}
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=300)
