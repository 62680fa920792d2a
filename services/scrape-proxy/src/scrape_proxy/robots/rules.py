"""robots.txt of the hosts a crawl meets, read as search engines read it (RFC 9309), fetched once an hour."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from scrape_proxy.deadlines import Deadline
from scrape_proxy.errors import TargetTimedOut, TargetUnreachable
from scrape_proxy.pages.charsets import decode_text
from scrape_proxy.pages.fetcher import FetchedPage, PageFetcher
from suite.outbound import BlockedTarget

REMEMBERED_SECONDS = 3_600.0
REMEMBERED_FAILURE_SECONDS = 300.0
REMEMBERED_HOSTS = 1_000
FETCH_SECONDS = 10.0
# What search engines read of a larger file.
MAX_BYTES = 500 * 1024
MAX_DELAY_SECONDS = 10.0
MAX_SITEMAPS = 100
TOO_MANY_REQUESTS = 429
_AGENT_LINE = re.compile(r"[ \t]*user[ -]?agent[ \t]*:?[ \t]*([^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[A-Za-z_-]+")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True)
class Robots:
    """The rules of one host for one agent; without `rules` everything is allowed, or nothing when `closed`."""

    agent: str
    rules: Protego | None = None
    closed: bool = False
    delay_seconds: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the URL may be fetched."""
        return not self.closed and (self.rules is None or self.rules.can_fetch(url, self.agent))


ALLOW_ALL = Robots("")
DISALLOW_ALL = Robots("", closed=True)


def parse_robots(text: str, agent: str) -> Robots:
    """The rules for `agent`, by the most specific group that names it."""
    product = product_of(agent)
    rules = Protego.parse("\n".join(concerning(text, product)))
    delay = min(MAX_DELAY_SECONDS, rules.crawl_delay(product) or 0.0)
    return Robots(product, rules, delay_seconds=delay, sitemaps=tuple(rules.sitemaps)[:MAX_SITEMAPS])


def concerning(text: str, product: str) -> Iterator[str]:
    """The lines, with one name for all agents that are somebody else's.

    Every rule of a group is stored for every agent of it: ten thousand of both take minutes.
    """
    foreign = False
    for line in _LINE.findall(text.removeprefix("\ufeff")):
        named = _AGENT_LINE.match(line)
        if not named:
            foreign = False if line.strip() and not line.lstrip().startswith("#") else foreign
            yield line
            continue
        name = named[1].strip().lower()
        if not name or name.split()[0] == "*":
            yield "User-agent: *"
        elif product_of(name) == product:
            yield f"User-agent: {product}"
        elif not foreign:
            foreign = True
            yield "User-agent: another-agent"


def product_of(agent: str) -> str:
    """`scrape-proxy` of `scrape-proxy/1.0 (…)`."""
    found = _PRODUCT.match(agent)
    return found[0].lower() if found else agent.lower()


class RobotsFiles:
    """robots.txt of every host asked about, shared by the jobs of a process."""

    def __init__(self, fetcher: PageFetcher, agent: str, *, ignored: bool = False) -> None:
        self._fetcher = fetcher
        self._agent = agent
        self._ignored = ignored
        self._lock = Lock()
        self._known: OrderedDict[str, tuple[Robots, float]] = OrderedDict()

    def of(self, url: str) -> Robots:
        """The rules of the URL's host; BlockedTarget when the host itself must not be asked."""
        if self._ignored:
            return ALLOW_ALL
        parts = urlsplit(url)
        origin = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2].lower(), "", "", ""))
        with self._lock:
            known = self._known.get(origin)
        if known and monotonic() < known[1]:
            return known[0]
        rules, seconds = self._read(origin)
        with self._lock:
            self._known[origin] = (rules, monotonic() + seconds)
            while len(self._known) > REMEMBERED_HOSTS:
                self._known.popitem(last=False)
        return rules

    def _read(self, origin: str) -> tuple[Robots, float]:
        """The rules, and for how many seconds they hold. In doubt the site decides: what it cannot say is no."""
        deadline = Deadline.after(FETCH_SECONDS)
        try:
            page = self._fetcher.fetch(f"{origin}/robots.txt", deadline, any_media=True, limit=MAX_BYTES, cut=True)
        except BlockedTarget as refusal:
            if refusal.url.startswith(origin):
                raise
            return DISALLOW_ALL, REMEMBERED_FAILURE_SECONDS
        except (TargetUnreachable, TargetTimedOut):
            return DISALLOW_ALL, REMEMBERED_FAILURE_SECONDS
        return self._judge(page)

    def _judge(self, page: FetchedPage) -> tuple[Robots, float]:
        if page.status >= 500 or page.status == TOO_MANY_REQUESTS:
            return DISALLOW_ALL, REMEMBERED_FAILURE_SECONDS
        if page.status >= 400:
            return ALLOW_ALL, REMEMBERED_SECONDS
        body = page.body if len(page.body) < MAX_BYTES else whole_lines(page.body)
        return parse_robots(decode_text(body, page.content_type), self._agent), REMEMBERED_SECONDS


def whole_lines(body: bytes) -> bytes:
    """Without the last line: where a file is cut off, half a rule would be another rule."""
    end = max(body.rfind(b"\n"), body.rfind(b"\r"))
    return body[: end + 1]
