"""When a page is read by the browser, and how many at once."""

import logging
from collections.abc import Callable
from dataclasses import replace
from threading import BoundedSemaphore, Lock, Thread

from scrape_proxy.browser.chromium import find_chromium, read_dom
from scrape_proxy.deadlines import Deadline
from scrape_proxy.egress import EgressProxy
from scrape_proxy.errors import BrowserBusy, BrowserFailed
from scrape_proxy.pages.fetching import FetchedPage
from scrape_proxy.pages.media import HTML, kind_of
from scrape_proxy.pages.processing import process
from scrape_proxy.settings import Settings
from suite.outbound import AddressGuard

log = logging.getLogger(__name__)
AUTO, ALWAYS, NEVER = "auto", "always", "never"
ATTEMPTS = 2


class Browser:
    """The browsers of one process, at most `browser_max` at once, and the proxy they go through."""

    def __init__(self, settings: Settings, guard: AddressGuard) -> None:
        self._mode = settings.browser
        self._program = find_chromium(settings.browser_path) if self._mode != NEVER else None
        self._guard = guard
        self._places = BoundedSemaphore(settings.browser_max)
        self._lock = Lock()
        self._proxy: EgressProxy | None = None

    def read(self, page: FetchedPage, deadline: Deadline, wait_ms: int, left: Callable[[], bool]) -> FetchedPage:
        """The page as its scripts leave it where they are needed, else as it came."""
        if self._program is None or page.status != 200 or kind_of(page.content_type) != HTML:
            return page
        if self._mode == AUTO and not wait_ms and not process("needs_scripts", page, left=left):
            return page
        if not self._places.acquire(timeout=deadline.remaining):
            raise BrowserBusy()
        try:
            markup = self._read_patiently(self._program, page.url, deadline, wait_ms, left)
        finally:
            self._places.release()
        return replace(page, body=markup, headers={**page.headers, "Content-Type": "text/html; charset=utf-8"})

    def _read_patiently(
        self, program: str, url: str, deadline: Deadline, wait_ms: int, left: Callable[[], bool]
    ) -> bytes:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return read_dom(program, self._address(), url, deadline.remaining, wait_ms, left)
            except BrowserFailed:
                if attempt == ATTEMPTS or deadline.passed:
                    raise
                log.warning("browser ended without a page; once more")
        raise BrowserFailed()

    def _address(self) -> str:
        """Where the proxy listens; it is opened with the first page of a process."""
        with self._lock:
            if self._proxy is None:
                self._proxy = EgressProxy(("127.0.0.1", 0), self._guard, plain=True)
                Thread(target=self._proxy.serve_forever, daemon=True, name="browser-egress").start()
            return f"http://127.0.0.1:{self._proxy.server_address[1]}"
