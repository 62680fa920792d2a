"""Assembly of scrape-proxy."""

from scrape_proxy.compatible.routes import RESERVED, VersionConverter, compatible
from scrape_proxy.compatible.teams import teams
from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.crawls.routes import crawls
from scrape_proxy.health import add_scrape_health
from scrape_proxy.index.routes import index
from scrape_proxy.maps.routes import maps
from scrape_proxy.pages.lanes import attach_processing
from scrape_proxy.scrapes.routes import scrapes
from scrape_proxy.searches.routes import searches
from scrape_proxy.service import ScrapeService
from scrape_proxy.settings import Settings
from suite.events.service import connect_events
from suite.http.segments import other_than
from suite.logs import configure_service_logging
from suite.outbound import AddressGuard
from suite.settings import load_settings


def create_app(settings: Settings | None = None, guard: AddressGuard | None = None) -> ScrapeService:
    """The WSGI application of scrape-proxy; `guard` replaces the one the settings describe."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = ScrapeService(settings, guard)
    service.add_converter("version", VersionConverter)
    service.add_converter("job", other_than(*RESERVED))
    service.register(
        [
            (index, "/"),
            (scrapes, "/api/v1/scrape"),
            (crawls, "/api/v1/crawl"),
            (maps, "/api/v1/map"),
            (compatible, ""),
            (searches, ""),
            (teams, ""),
        ]
    )
    add_scrape_health(service)
    attach_processing(service)
    connect_events(service)
    return service


def add_crawler(service: ScrapeService) -> None:
    """Let each process that serves crawl as well, unless the settings leave that to the worker."""
    if service.settings.crawler == "inline":
        service.background.append(Crawler(service.gateway, service.database, service.shutting_down))
