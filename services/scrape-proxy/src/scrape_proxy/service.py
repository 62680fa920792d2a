"""What scrape-proxy holds beside what every service has."""

from typing import Any, ClassVar

from scrape_proxy.api_keys import KeyAuthenticator
from scrape_proxy.changes.verdicts import ChangeTracking
from scrape_proxy.crawls.schemas import JOB_SEGMENT
from scrape_proxy.errors import envelope_of
from scrape_proxy.gateway import build_gateway
from scrape_proxy.index.routes import WIRE_NAME
from scrape_proxy.metrics import HTTP_BUCKETS
from scrape_proxy.scrapes.scrape import Scraping
from scrape_proxy.scrapes.store_choice import open_store
from scrape_proxy.searches.engine import SearchEngine
from scrape_proxy.settings import Settings
from suite.http import Service
from suite.http.event_streams import OpenStreams
from suite.outbound import AddressGuard

MAX_BODY_BYTES = 2 * 1_048_576


class ScrapeService(Service[Settings]):
    """`gateway` has both engines, `scraping` the pages stored before, `search` the operator's search engine,
    `watches` the WebSockets that are open."""

    segments: ClassVar[dict[str, dict[str, Any]]] = dict.fromkeys(("crawl_id", "job_id"), JOB_SEGMENT)

    def __init__(self, settings: Settings, guard: AddressGuard | None = None) -> None:
        development = settings.app_env == "development"
        super().__init__(
            "scrape_proxy",
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
        self.authenticator = KeyAuthenticator(self.authenticator, settings.api_keys)
        self.gateway = build_gateway(settings, self.metrics, guard)
        changes = ChangeTracking(self.database, self.gateway.extraction)
        self.scraping = Scraping(self.gateway, open_store(settings), changes)
        self.watches = OpenStreams(most=200, most_per_user=10)
        self.search = SearchEngine(settings)
