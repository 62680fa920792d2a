"""The child that drives a Chromium: one page after the other, each in a context that is thrown away.

Runs in a process of its own (suite.bounded), which ends the browser by ending itself.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import psutil
from playwright.sync_api import Browser, BrowserContext, Error, Page, TimeoutError, sync_playwright

from scrape_proxy.browser.chromium import FLAGS
from scrape_proxy.browser.visits import ActionFailed, BrowserVisit, Sight
from scrape_proxy.errors import BrowserFailed, ResponseTooLarge, TargetTimedOut
from suite.bounded.child import OUT_OF_MEMORY_STATUS

# Followed by the process that owns the folder: this process ends without a chance to clean up.
FOLDER = "scrape-browser-"
MAX_MARKUP = 10_485_760
# Beyond it Chromium paints nothing any more.
MAX_HEIGHT = 16_000
MAX_PICTURE = 10 * 1_048_576
# After the load event: what comes by scripts' requests, but not for ever.
SETTLE_MS = 2_000
ACTION_MS = 10_000
WATCH_SECONDS = 0.25
# A page that never lets go is given up so long after its time.
LATE_SECONDS = 2.0
GONE_STATUS = 1
SCROLLED_PIXELS = 800
PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 839},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}


def visit(program: str, proxy: str, memory_mb: int, wanted_visit: BrowserVisit) -> Sight:
    """What a page shows once its scripts ran. TargetTimedOut, BrowserFailed, ActionFailed, ResponseTooLarge.

    Whatever the browser itself fails at ends this process: the next page gets a new one.
    """
    end = monotonic() + wanted_visit.milliseconds / 1000
    with _WATCH.until(end + LATE_SECONDS):
        browser = browser_of(program, proxy, memory_mb, wanted_visit.milliseconds)
        try:
            with browser.new_context(**context_options(wanted_visit)) as context:
                context.set_default_timeout(wanted_visit.milliseconds)
                return look(context, wanted_visit, end)
        except TimeoutError:
            raise TargetTimedOut from None
        except Error:
            if not browser.is_connected():
                os._exit(GONE_STATUS)
            raise BrowserFailed from None


def browser_of(program: str, proxy: str, memory_mb: int, milliseconds: float) -> Browser:
    """The browser of this process."""
    if not _browsers:
        folder = private_folder()
        # The driver keeps the browser's profile there too.
        os.environ["TMPDIR"] = folder
        Thread(target=_WATCH.run, args=(memory_mb,), daemon=True).start()
        try:
            browser = (
                sync_playwright()
                .start()
                .chromium.launch(
                    executable_path=program,
                    args=list(FLAGS),
                    proxy={"server": proxy, "bypass": "<-loopback>"},
                    chromium_sandbox=os.geteuid() != 0,
                    env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "TMPDIR": folder},
                    timeout=milliseconds,
                )
            )
        except Error:
            os._exit(GONE_STATUS)
        _browsers.append(browser)
    return _browsers[0]


def private_folder() -> str:
    """A new folder of this process for what the browser writes; those of processes that have ended are removed."""
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        owner = left.name.removeprefix(FOLDER).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-")


class BrowserWatch:
    """Ends this process, and so the browser, when all of it takes too much or a page never lets go.

    Only while a page is looked at: finding one's children means reading of every process of the machine, and a browser
    at rest took 2.7 % of a processor for it.
    """

    def __init__(self) -> None:
        self._end = float("inf")
        self._busy = Event()

    @contextmanager
    def until(self, end: float) -> Iterator[None]:
        """While a page is looked at that has to let go at `end`."""
        self._end = end
        self._busy.set()
        try:
            yield
        finally:
            self._busy.clear()

    def run(self, memory_mb: int) -> None:
        """For ever."""
        own = psutil.Process()
        while True:
            self._busy.wait()
            sleep(WATCH_SECONDS)
            if private_bytes(own) > memory_mb * 1_048_576:
                os._exit(OUT_OF_MEMORY_STATUS)
            if self._busy.is_set() and monotonic() > self._end:
                os._exit(GONE_STATUS)


def private_bytes(own: psutil.Process) -> int:
    """What the browser's processes hold beside what they share."""
    used = 0
    for process in own.children(recursive=True):
        try:
            memory = process.memory_info()
            used += memory.rss - memory.shared
        except psutil.NoSuchProcess:
            continue
    return used


_WATCH, _browsers = BrowserWatch(), list[Browser]()


def context_options(wanted_visit: BrowserVisit) -> dict[str, Any]:
    """A profile of its own, with no way to keep or take anything."""
    options: dict[str, Any] = {"accept_downloads": False, "service_workers": "block"}
    if wanted_visit.mobile:
        options |= PHONE
    if wanted_visit.languages:
        options["locale"] = wanted_visit.languages[0]
    if wanted_visit.headers:
        options["extra_http_headers"] = dict(wanted_visit.headers)
    return options


def look(context: BrowserContext, wanted_visit: BrowserVisit, end: float) -> Sight:
    """Go there, let it settle, act, and keep what is to be seen."""
    page = context.new_page()
    response = page.goto(wanted_visit.url, wait_until="load")
    settle(page, end)
    if wanted_visit.wait_ms:
        page.wait_for_timeout(min(wanted_visit.wait_ms, remaining(end)))
    shots: list[bytes] = []
    scrapes: list[tuple[str, str]] = []
    for action in wanted_visit.actions:
        act(page, action, min(ACTION_MS, remaining(end)), shots, scrapes)
    picture = picture_of(page, whole="screenshot@fullPage" in wanted_visit.pictures) if wanted_visit.pictures else b""
    markup = markup_of(page)
    return Sight(page.url, response.status if response else 200, markup, picture, tuple(shots), tuple(scrapes))


def settle(page: Page, end: float) -> None:
    """Wait until the page asks for nothing any more; some never stop."""
    try:
        page.wait_for_load_state("networkidle", timeout=min(SETTLE_MS, remaining(end)))
    except TimeoutError:
        return


def act(page: Page, action: dict[str, Any], timeout: float, shots: list[bytes], scrapes: list[tuple[str, str]]) -> None:
    """One action; ActionFailed when there is nothing to act on."""
    kind, selector = action["type"], action.get("selector")
    try:
        if kind == "wait":
            page.wait_for_selector(selector, timeout=timeout) if selector else page.wait_for_timeout(
                min(action.get("milliseconds", 1_000), timeout)
            )
        elif kind == "click":
            page.click(selector or "", timeout=timeout)
        elif kind == "write":
            page.keyboard.type(action["text"])
        elif kind == "press":
            page.keyboard.press(action["key"])
        elif kind == "scroll":
            page.mouse.wheel(0, -SCROLLED_PIXELS if action.get("direction") == "up" else SCROLLED_PIXELS)
            page.wait_for_timeout(min(200, timeout))
        elif kind == "screenshot":
            shots.append(picture_of(page, whole=bool(action.get("fullPage"))))
        else:
            scrapes.append((page.url, markup_of(page)))
    except Error as error:
        raise ActionFailed(f"{kind} {selector or action.get('key', '')}: {type(error).__name__}".strip()) from None


def picture_of(page: Page, *, whole: bool) -> bytes:
    """A PNG of what is seen, or of the whole page as far as Chromium paints it."""
    if whole:
        size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": min(size[0], 4_000) or 1, "height": min(size[1], MAX_HEIGHT) or 1}
        picture = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    else:
        picture = page.screenshot()
    if len(picture) > MAX_PICTURE:
        raise ResponseTooLarge(MAX_PICTURE)
    return picture


def markup_of(page: Page) -> str:
    """The markup as it is now."""
    length = page.evaluate("document.documentElement ? document.documentElement.outerHTML.length : 0")
    if length > MAX_MARKUP:
        raise ResponseTooLarge(MAX_MARKUP)
    return page.content()


def remaining(end: float) -> float:
    """Milliseconds left, at least one."""
    return max(1.0, (end - monotonic()) * 1000)
