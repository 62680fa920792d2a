"""The links of a site, from its sitemaps and its start page."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from scrape_proxy.crawls.discovery import normalised
from scrape_proxy.deadlines import Deadline
from scrape_proxy.gateway import Gateway
from scrape_proxy.inputs import Given
from scrape_proxy.maps.schemas import DEFAULT_LIMIT
from scrape_proxy.maps.sitemaps import listed_urls
from scrape_proxy.pages.lanes import process
from scrape_proxy.pages.media import HTML, kind_of
from suite.outbound import BlockedTarget

MAX_CANDIDATES = 50_000


def map_site(gateway: Gateway, given: Given) -> list[str]:
    """The links the caller wants, best match first when searching.

    Raises BlockedTarget, TargetUnreachable, TargetTimedOut and ResponseTooLarge for the start page.
    """
    url = normalised(str(given.fields["url"])) or str(given.fields["url"])
    deadline = Deadline.after(gateway.settings.firecrawl_timeout_ms / 1000)
    robots = gateway.robots.of(url)
    found: list[str] = []
    if not given.flag("ignoreSitemap"):
        sitemaps = list(robots.sitemaps) or [urljoin(url, "/sitemap.xml")]
        found += listed_urls(gateway.fetcher, sitemaps, deadline, MAX_CANDIDATES)
    if not given.flag("sitemapOnly"):
        found += [url, *start_page_links(gateway, url, deadline)] if robots.allows(url) else []
    wanted = dict.fromkeys(filter(None, map(normalised, found)))
    near = [link for link in wanted if is_near(link, url, subdomains=given.flag("includeSubdomains"))]
    allowed = [link for link in near if is_public(gateway, link)]
    return search(allowed, str(given.fields.get("search", "")))[: given.whole("limit", DEFAULT_LIMIT)]


def start_page_links(gateway: Gateway, url: str, deadline: Deadline) -> list[str]:
    """Links of the start page."""
    page = gateway.fetcher.fetch(url, deadline)
    if kind_of(page.content_type) != HTML:
        return []
    links: list[str] = process("list_links", page)
    return links


def is_near(link: str, url: str, *, subdomains: bool) -> bool:
    """Whether a link is on the host of the URL, or below it."""
    host, own = urlsplit(link).netloc, urlsplit(url).netloc
    return host == own or (subdomains and host.endswith("." + own.removeprefix("www.")))


def is_public(gateway: Gateway, link: str) -> bool:
    """Whether nothing in the link itself is refused."""
    try:
        gateway.guard.check_form(link)
    except BlockedTarget:
        return False
    return True


def search(links: Iterable[str], text: str) -> list[str]:
    """Links that contain the text: where it is a whole part of the path first, then the earlier and shorter ones."""
    wanted = text.strip().lower()
    if not wanted:
        return list(links)

    def rank(link: str) -> tuple[bool, int, int]:
        path = urlsplit(link).path.lower()
        return wanted not in path.strip("/").split("/"), link.lower().find(wanted), len(link)

    return sorted((link for link in links if wanted in link.lower()), key=rank)
