"""What a crawl takes from a page: its formats and where it leads. Computed in a child process."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from scrape_proxy.crawls.addresses import Scope, normalise, without_query
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.formats import encode_page
from scrape_proxy.pages.links import links_of
from scrape_proxy.pages.media import HTML, kind_of
from scrape_proxy.pages.parsed import parse_page
from scrape_proxy.scrapes.schemas import PageOptions
from suite.outbound import AddressGuard, BlockedTarget

MAX_BLOCKED = 1_000


@dataclass(frozen=True, slots=True)
class Visited:
    """`result` is JSON text, None for a page that is not shown; `links` belong to the crawl, `blocked` are refused."""

    result: str | None
    links: tuple[str, ...]
    blocked: tuple[str, ...]


def read_visited(
    page: FetchedPage, options: PageOptions, scope: Scope, url: str, followed: int, allowed: tuple[str, ...]
) -> Visited:
    """A page of a crawl, with at most `followed` links; `allowed` are the places the guard exempts."""
    # Only the start page can be outside of includePaths: it is read for its links, not shown.
    result = encode_page(page, options).decode() if scope.shows(url) else None
    links, blocked = discover(page, scope, followed, AddressGuard(allowed)) if followed else ((), ())
    return Visited(result, links, blocked)


def discover(
    page: FetchedPage, scope: Scope, followed: int, guard: AddressGuard
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Links that belong to the crawl, and those the guard refuses by their form, in the order of the page."""
    if kind_of(page.content_type) != HTML:
        return (), ()
    links: list[str] = []
    blocked: list[str] = []
    found = filter(None, map(normalised, links_of(parse_page(page).root, page.url)))
    for url in dict.fromkeys(map(without_query, found) if scope.without_query else found):
        if not is_well_formed(guard, url):
            blocked.append(url)
        elif len(links) < followed and scope.holds(url):
            links.append(url)
    return tuple(links), tuple(blocked[:MAX_BLOCKED])


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
