"""When a page is read by the browser, and what comes back of it."""

import logging
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from typing import Any

from scrape_proxy.browser.chromium import find_chromium, has_playwright
from scrape_proxy.browser.visits import ActionFailed, BrowserVisit, Sight
from scrape_proxy.deadlines import Deadline
from scrape_proxy.egress import EgressProxy
from scrape_proxy.errors import (
    BrowserFailed,
    PageTooComplex,
    PictureNeedsBrowser,
    TargetTimedOut,
    UnusableAction,
)
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.lanes import process
from scrape_proxy.pages.media import HTML, kind_of
from scrape_proxy.settings import Settings
from suite.bounded import Bounded, OutOfTime, TooCostly
from suite.bounded.errors import MEMORY
from suite.outbound import AddressGuard

log = logging.getLogger(__name__)
AUTO, ALWAYS, NEVER = "auto", "always", "never"
ATTEMPTS = 2
LONGEST_SECONDS = 70.0
# Beside the page's own time: a browser that starts, and a picture that is painted.
GRACE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as its scripts leave it, and what else belongs into the answer; `by_browser` when one was used."""

    page: FetchedPage
    members: dict[str, Any] = field(default_factory=dict)
    by_browser: bool = False


class Browser:
    """The browsers of one process, at most `browser_max` at once, and the proxy they go through."""

    def __init__(self, settings: Settings, guard: AddressGuard) -> None:
        self._mode = settings.browser
        wanted = self._mode != NEVER and has_playwright()
        self._program = find_chromium(settings.browser_path) if wanted else None
        self._memory_mb = settings.browser_memory_mb
        self._guard = guard
        self._lock = Lock()
        self._proxy: EgressProxy | None = None
        self.sessions = Bounded(
            "scrape_proxy.browser.session:visit",
            name="browser",
            memory_mb=None,
            cpu_seconds=None,
            wall_seconds=LONGEST_SECONDS + GRACE_SECONDS,
            waiting=32,
            wait_seconds=LONGEST_SECONDS,
            children=settings.browser_max,
        )

    @property
    def is_there(self) -> bool:
        """Whether pages can be looked at."""
        return self._program is not None

    def require_for(self, wanted_visit: BrowserVisit) -> None:
        """PictureNeedsBrowser when a picture is wanted and there is no browser."""
        if wanted_visit.pictures and not self.is_there:
            raise PictureNeedsBrowser()

    def read(
        self, page: FetchedPage, deadline: Deadline, wanted_visit: BrowserVisit, left: Callable[[], bool]
    ) -> RenderedPage:
        """The page as its scripts leave it where they are needed, else as it came."""
        if self._program is None or page.status >= 400 or kind_of(page.content_type) != HTML:
            return RenderedPage(page)
        if self._mode == AUTO and not wanted_visit.is_special and not process("needs_scripts", page, left=left):
            return RenderedPage(page)
        sight = self._see(self._program, replace(wanted_visit, url=page.url), deadline, left)
        shown = replace(
            page,
            url=sight.url if sight.url.startswith(("http://", "https://")) else page.url,
            status=sight.status,
            body=sight.markup.encode("utf-8", "replace"),
            headers={**page.headers, "Content-Type": "text/html; charset=utf-8"},
        )
        return RenderedPage(shown, members_of(sight), by_browser=True)

    def _see(self, program: str, wanted_visit: BrowserVisit, deadline: Deadline, left: Callable[[], bool]) -> Sight:
        for attempt in range(1, ATTEMPTS + 1):
            timed = replace(wanted_visit, milliseconds=int(deadline.remaining * 1000))
            try:
                sight: Sight = self.sessions.run(program, self._address(), self._memory_mb, timed, left=left)
                return sight
            except ActionFailed as error:
                raise UnusableAction(str(error)) from None
            except OutOfTime:
                raise TargetTimedOut from None
            except (BrowserFailed, TooCostly) as error:
                if getattr(error, "reason", None) == MEMORY:
                    raise PageTooComplex from None
                if deadline.passed:
                    raise TargetTimedOut from None
                if attempt == ATTEMPTS:
                    raise BrowserFailed from None
                log.warning("browser ended without a page; once more")
        raise BrowserFailed()

    def _address(self) -> str:
        """Where the proxy listens; it is opened with the first page of a process."""
        with self._lock:
            if self._proxy is None:
                self._proxy = EgressProxy(("127.0.0.1", 0), self._guard, plain=True)
                Thread(target=self._proxy.serve_forever, daemon=True, name="browser-egress").start()
            return f"http://127.0.0.1:{self._proxy.server_address[1]}"


def members_of(sight: Sight) -> dict[str, Any]:
    """`screenshot` and `actions` of an answer."""
    members: dict[str, Any] = {}
    if sight.picture:
        members["screenshot"] = data_url(sight.picture)
    if sight.shots or sight.scrapes:
        scrapes = [{"url": url, "html": markup} for url, markup in sight.scrapes]
        members["actions"] = {"screenshots": [data_url(shot) for shot in sight.shots], "scrapes": scrapes}
    return members


def data_url(picture: bytes) -> str:
    """The picture as an address that holds it."""
    return f"data:image/png;base64,{b64encode(picture).decode()}"
