"""Assembly of scrape-proxy."""

from scrape_proxy.api_keys import KeyAuthenticator
from scrape_proxy.compatible.routes import VersionConverter, compatible
from scrape_proxy.compatible.teams import teams
from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.crawls.routes import crawls
from scrape_proxy.errors import envelope_of
from scrape_proxy.gateway import Gateway, build_gateway
from scrape_proxy.health import add_scrape_health
from scrape_proxy.index.routes import WIRE_NAME, index
from scrape_proxy.maps.routes import maps
from scrape_proxy.metrics import HTTP_BUCKETS
from scrape_proxy.pages.processing import attach_processing
from scrape_proxy.scrapes.routes import scrapes
from scrape_proxy.scrapes.scraping import Scraping
from scrape_proxy.scrapes.store_choice import open_store
from scrape_proxy.searches.engine import SearchEngine
from scrape_proxy.searches.routes import searches
from scrape_proxy.settings import Settings
from suite.events.service import connect_events
from suite.http import Service
from suite.logs import configure_service_logging
from suite.outbound import AddressGuard
from suite.settings import load_settings

MAX_BODY_BYTES = 2 * 1_048_576


def create_app(settings: Settings | None = None, guard: AddressGuard | None = None) -> Service:
    """The WSGI application of scrape-proxy; `guard` replaces the one the settings describe."""
    settings = settings or load_settings(Settings)
    development = settings.app_env == "development"
    configure_service_logging(settings)
    service = Service(
        __name__,
        settings,
        title="scrape-proxy",
        description="Scrapes, crawls and maps, through Firecrawl or by itself.",
        envelope_of=lambda environ: envelope_of(environ, development=development),
        session_of=lambda call: {"app.user_id": str(call.identity.uuid)},
        max_body_bytes=MAX_BODY_BYTES,
        uncounted_routes=("/metrics",),
        metrics_label=WIRE_NAME,
        http_buckets=HTTP_BUCKETS,
    )
    service.authenticator = KeyAuthenticator(service.authenticator, settings.api_keys)
    gateway = build_gateway(settings, service.metrics, guard)
    service.extensions["gateway"] = gateway
    service.extensions["search"] = SearchEngine(settings)
    service.extensions["scraping"] = Scraping(gateway, open_store(settings))
    service.add_converter("version", VersionConverter)
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
    add_scrape_health(service, gateway)
    attach_processing(service)
    connect_events(service)
    return service


def add_crawler(service: Service) -> None:
    """Let each process that serves crawl as well, unless the settings leave that to the worker."""
    gateway: Gateway = service.extensions["gateway"]
    if gateway.settings.crawler == "inline":
        service.background.append(Crawler(gateway, service.database, service.shutting_down))
