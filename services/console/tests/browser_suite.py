"""The console and workspace-api as production runs them, and a real Chromium in front of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from suite.environment import find_root
from suite_ops.page.build_page import WEB, build_page
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService
from suite_testing.tools import require_tool

ROOT = find_root(Path(__file__))
AXE = ROOT / WEB / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True)
class BrowserSuite:
    """Two running services and the browser."""

    console: RunningService
    workspace: RunningService
    browser: Browser
    log_folder: Path

    @contextmanager
    def page(self, path: str = "", *, user: str, width: int = 1280, scheme: str = "light") -> Iterator[Page]:
        """A page opened by `user`; what the page itself logs as an error fails the test."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-US",
            bypass_csp=False,
        )
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
def browser_suite(console: TestDatabase, workspace: TestDatabase, folder: Path) -> Iterator[BrowserSuite]:
    """Everything started, the page built from its source; skipped where there is no Chromium."""
    chromium = require_tool("chromium")
    build_page(ROOT)
    logs = folder / "log"
    logs.mkdir()
    (folder / "console").mkdir()
    (folder / "workspace").mkdir()
    board = RunningService(
        "workspace_api.wsgi:app",
        "workspace_api.settings",
        "WORKSPACE",
        {"WORKSPACE_DATABASE_URL": workspace.dsn("app_workspace")},
        folder / "workspace",
    )
    page = RunningService(
        "console.wsgi:app",
        "console.settings",
        "CONSOLE",
        {
            "CONSOLE_DATABASE_URL": console.dsn("app_console"),
            "WORKSPACE_PORT": str(board.port),
            "LOG_DIR": str(logs),
        },
        folder / "console",
    )
    board.allow_origin(page.url)
    with sync_playwright() as playwright:
        # The tests' own pages only, and as root in containers, where Chromium has no sandbox of its own.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        board.start()
        page.start()
        try:
            yield BrowserSuite(page, board, browser, logs)
        finally:
            browser.close()
            for service in (page, board):
                if service.alive:
                    service.stop()
