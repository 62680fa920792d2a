"""robots.txt (RFC 9309) of the hosts a crawl meets, fetched once an hour."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from urllib.parse import quote, urlsplit, urlunsplit

from scrape_proxy.deadlines import Deadline
from scrape_proxy.errors import ResponseTooLarge, TargetTimedOut, TargetUnreachable
from scrape_proxy.pages.fetching import FetchedPage, PageFetcher
from suite.outbound import BlockedTarget

REMEMBERED_SECONDS = 3_600.0
REMEMBERED_HOSTS = 1_000
FETCH_SECONDS = 10.0
MAX_BYTES = 512_000
MAX_DELAY_SECONDS = 10.0
MAX_RULES = 5_000
_SAFE = "/*$%-._~!&'()+,;=:@?"


@dataclass(frozen=True)
class Robots:
    """The rules of one host for us. `rules` are (pattern, allowed), the longest match decides."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay_seconds: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the URL may be fetched."""
        path = path_of(url)
        best, allowed = -1, True
        for pattern, verdict in self.rules:
            longer = len(pattern) > best or (len(pattern) == best and verdict)
            if longer and matches(pattern, path):
                best, allowed = len(pattern), verdict
        return allowed


ALLOW_ALL = Robots()
DISALLOW_ALL = Robots(rules=(("/", False),))


def path_of(url: str) -> str:
    """Path and query, percent-encoded the same way everywhere."""
    parts = urlsplit(url)
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)


def matches(pattern: str, path: str) -> bool:
    """Prefix match with `*` for anything and a final `$` for the end; linear, never backtracking."""
    anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not others:
        return not anchored or at == len(path)
    last = others[-1]
    if anchored:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0


def parse_robots(text: str, agent: str) -> Robots:
    """The group of `agent`, else the group of `*`; several groups of one agent are read as one."""
    groups: dict[str, tuple[list[tuple[str, bool]], list[float]]] = {}
    current: list[str] = []
    naming = False
    sitemaps: list[str] = []
    for line in text.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            current = [*current, value.lower()] if naming else [value.lower()]
            naming = True
            groups.setdefault(value.lower(), ([], []))
            continue
        if name == "sitemap" and value:
            sitemaps.append(value)
            continue
        naming = False if name in ("allow", "disallow", "crawl-delay") else naming
        for group in current:
            add_rule(groups[group], name, value)
    rules, delays = groups.get(product_of(agent)) or groups.get("*") or ([], [])
    return Robots(tuple(rules[:MAX_RULES]), max(delays, default=0.0), tuple(sitemaps[:100]))


def add_rule(group: tuple[list[tuple[str, bool]], list[float]], name: str, value: str) -> None:
    """One line of a group; an empty Disallow forbids nothing."""
    if name in ("allow", "disallow") and value:
        group[0].append((quote(value, safe=_SAFE), name == "allow"))
    elif name == "crawl-delay":
        try:
            group[1].append(min(MAX_DELAY_SECONDS, max(0.0, float(value))))
        except ValueError:
            return


def product_of(agent: str) -> str:
    """`scrape-proxy` of `scrape-proxy/1.0 (…)`."""
    return re.split(r"[/\s]", agent, maxsplit=1)[0].lower()


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
        rules = self._read(origin)
        with self._lock:
            self._known[origin] = (rules, monotonic() + REMEMBERED_SECONDS)
            while len(self._known) > REMEMBERED_HOSTS:
                self._known.popitem(last=False)
        return rules

    def _read(self, origin: str) -> Robots:
        deadline = Deadline.after(FETCH_SECONDS)
        try:
            page = self._fetcher.fetch(f"{origin}/robots.txt", deadline, any_media=True, limit=MAX_BYTES)
        except ResponseTooLarge:
            return ALLOW_ALL
        except BlockedTarget as refusal:
            if refusal.url.startswith(origin):
                raise
            return DISALLOW_ALL
        except (TargetUnreachable, TargetTimedOut):
            return DISALLOW_ALL  # a host that cannot tell its rules is left alone
        return self._judge(page)

    def _judge(self, page: FetchedPage) -> Robots:
        if page.status >= 500:
            return DISALLOW_ALL
        if page.status >= 400:
            return ALLOW_ALL
        return parse_robots(page.body.decode("utf-8-sig", "replace"), self._agent)
