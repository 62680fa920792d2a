"""The pages that the sitemaps of a crawl's site list."""

from urllib.parse import urljoin

from scrape_proxy.crawls.addresses import Scope, without_query
from scrape_proxy.crawls.discovery import is_well_formed, normalised
from scrape_proxy.deadlines import Deadline
from scrape_proxy.gateway import Gateway
from scrape_proxy.maps.sitemaps import listed_urls
from suite.errors import AppError

SITEMAP_SECONDS = 20.0  # less than a lease


def sitemap_links(gateway: Gateway, url: str, scope: Scope, limit: int) -> tuple[str, ...]:
    """Listed pages that belong to the crawl, at most `limit`, in their order; none where there is no sitemap."""
    deadline = Deadline.after(SITEMAP_SECONDS)
    try:
        sitemaps = list(gateway.robots.of(url).sitemaps) or [urljoin(url, "/sitemap.xml")]
    except AppError:
        return ()
    found = filter(None, map(normalised, listed_urls(gateway.fetcher, sitemaps, deadline, limit)))
    wanted = dict.fromkeys(map(without_query, found) if scope.without_query else found)
    return tuple(link for link in wanted if is_well_formed(gateway.guard, link) and scope.holds(link))
