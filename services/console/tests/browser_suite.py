"""The console and services behind it as production runs them, and a real Chromium in front of them."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
AXE = ROOT / WEB / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True)
class BrowserSuite:
    """Running services and the browser."""

    console: RunningService
    services: Mapping[str, RunningService]
    browser: Browser
    log_folder: Path

    @property
    def workspace(self) -> RunningService:
        """The service behind the board."""
        return self.services[WORKSPACE]

    @contextmanager
    def page(
        self, path: str = "", *, user: str | None, width: int = 1280, scheme: str = "light", locale: str = "en-US"
    ) -> Iterator[Page]:
        """A page opened by `user`, None the local one; what the page itself logs as an error fails the test."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            bypass_csp=False,
        )
        if user is not None:
            context.add_init_script(
                f"sessionStorage.setItem('colmeia.identity', JSON.stringify({{kind: 'user', name: '{user}'}}))"
            )
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{self.console.url}/#/{path}")
        try:
            yield page
            assert problems == []
        finally:
            context.close()


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

    `seeded` plants what scripts/start-all.sh plants; `more` are variables of every service.
    """
    chromium = require_tool("chromium")
    build_page(ROOT)
    logs = folder / "log"
    logs.mkdir()
    (folder / "console").mkdir()
    manifest = load_manifest(ROOT)
    running = {
        service_id: _service(manifest.find(service_id), cluster, folder, seeded, more or {}) for service_id in ids
    }
    ports = {f"{manifest.find(service_id).env_prefix}_PORT": str(found.port) for service_id, found in running.items()}
    database = {"CONSOLE_DATABASE_URL": console.dsn("app_console"), "LOG_DIR": str(logs), **ports}
    page = RunningService("console.wsgi:app", "console.settings", "CONSOLE", database, folder / "console")
    for service in running.values():
        service.allow_origin(page.url)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        # The tests' own pages only, and as root in containers, where Chromium has no sandbox of its own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            for service in (*running.values(), page):
                service.start()
            yield BrowserSuite(page, running, browser, logs)
        finally:
            browser.close()
            for service in (page, *running.values()):
                if service.alive:
                    service.stop()


def _service(
    entry: ManifestService, cluster: TestCluster, folder: Path, seeded: bool, more: Mapping[str, str]
) -> RunningService:
    own = folder / entry.id
    own.mkdir()
    database = cluster.clone(entry.id, entry.schema or "")
    variables = {
        f"{entry.env_prefix}_DATABASE_URL": database.dsn(entry.db_user),
        "APP_BUS_DB_PASSWORD": cluster.passwords["app_bus"],
        **VARIABLES.get(entry.id, {}),
        **more,
    }
    if seeded and (ROOT / entry.path / "seeds").is_dir():
        command = [sys.executable, "-m", f"{entry.package}.cli", "seed"]
        owner = {
            "FRONTEND_APPS_DB_HOST": "127.0.0.1",
            "FRONTEND_APPS_DB_PORT": str(cluster.cluster.port),
            "FRONTEND_APPS_DB_NAME": database.name,
            "FRONTEND_APPS_DB_SUPERUSER": cluster.cluster.superuser,
            "FRONTEND_APPS_DB_SUPERPASS": cluster.cluster.password,
            "FRONTEND_APPS_DB_SSL": "disable",
        }
        environment = {**os.environ, **TEST_ENVIRONMENT, **variables, **owner, "SUITE_ROOT": str(ROOT)}
        subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return RunningService(entry.module or "", f"{entry.package}.settings", entry.env_prefix or "", variables, own)
