"""What a crawl takes from a page: its formats and where it leads. Computed in a child process."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from scrape_proxy.crawls.addresses import Scope, hash_of, normalise, without_query
from scrape_proxy.crawls.reasons import BLOCKED, DEPTH, EXCLUDED, LIMIT, OUTSIDE
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.formats import encode_page
from scrape_proxy.pages.links import links_of
from scrape_proxy.pages.media import HTML, kind_of
from scrape_proxy.pages.parsed import parse_page
from scrape_proxy.scrapes.schemas import PageOptions
from suite.outbound import AddressGuard, BlockedTarget

MAX_BLOCKED = 1_000
MAX_SKIPPED = 2_000
Hashes = Mapping[str, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Visited:
    """`result` is JSON text, None for a page that is not shown; `links` belong to the crawl, `blocked` are refused.

    `skipped` are the hashes of links that are left out, by reason.
    """

    result: str | None = None
    links: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    skipped: Hashes = field(default_factory=dict)


def read_visited(
    page: FetchedPage,
    options: PageOptions,
    scope: Scope,
    url: str,
    followed: int | None,
    allowed: tuple[str, ...],
) -> Visited:
    """A page of a crawl, with at most `followed` links; `allowed` are the places the guard exempts.

    `followed` is 0 at the depth of the crawl, None where no links are looked for.
    """
    # Only the start page can be outside of includePaths: it is read for its links, not shown.
    result = encode_page(page, options).decode() if scope.shows(url) else None
    if followed is None or kind_of(page.content_type) != HTML:
        return Visited(result)
    return replace(discover(page, scope, followed, AddressGuard(allowed)), result=result)


def discover(page: FetchedPage, scope: Scope, followed: int, guard: AddressGuard) -> Visited:
    """Links that belong to the crawl, those the guard refuses by their form, and the others by why they do not."""
    links: list[str] = []
    blocked: list[str] = []
    skipped: dict[str, list[str]] = {}
    found = filter(None, map(normalised, links_of(parse_page(page).root, page.url)))
    for url in dict.fromkeys(map(without_query, found) if scope.without_query else found):
        reason = reason_to_skip(url, scope, guard, followed - len(links), followed)
        if reason is None:
            links.append(url)
        elif reason == BLOCKED and followed:
            blocked.append(url)
        else:
            skipped.setdefault(reason, []).append(url)
    hashes = {reason: tuple(map(hash_of, urls[:MAX_SKIPPED])) for reason, urls in skipped.items()}
    return Visited(None, tuple(links), tuple(blocked[:MAX_BLOCKED]), hashes)


def reason_to_skip(url: str, scope: Scope, guard: AddressGuard, room: int, followed: int) -> str | None:
    """Why a link is not followed; None for one that is."""
    if not is_well_formed(guard, url):
        return BLOCKED
    if not scope.is_near(url):
        return OUTSIDE
    if not scope.shows(url):
        return EXCLUDED
    if not followed:
        return DEPTH
    return LIMIT if room <= 0 else None


def normalised(url: str) -> str | None:
    """The URL in its one spelling, None for what is none."""
    try:
        return normalise(url) if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def is_well_formed(guard: AddressGuard, url: str) -> bool:
    """Whether the guard has nothing against the URL itself; names are judged when they are fetched."""
    try:
        guard.check_form(url)
    except BlockedTarget:
        return False
    return True
