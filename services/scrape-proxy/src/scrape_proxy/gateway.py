"""What one process holds: the guard, both engines, and the choice between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrape_proxy.browser.browser import Browser
from scrape_proxy.errors import TargetUnreachable
from scrape_proxy.firecrawl.breaker import CLOSED, HALF_OPEN
from scrape_proxy.firecrawl.client import Firecrawl
from scrape_proxy.metrics import ScrapeMetrics
from scrape_proxy.pages.fetcher import PageFetcher
from scrape_proxy.robots.rules import RobotsFiles
from scrape_proxy.scrapes.extraction import Extraction
from scrape_proxy.scrapes.schemas import PageOptions
from scrape_proxy.settings import Settings
from suite.ai.models import models_of
from suite.metrics import ServiceMetrics
from suite.outbound import AddressGuard, BlockedTarget, GuardedSession, TargetUnresolvable

FIRECRAWL, EMBEDDED, AUTO = "firecrawl", "embedded", "auto"


@dataclass(frozen=True)
class Gateway:
    """The parts every route and the crawler share; `exempt` are the places its guard lets through."""

    settings: Settings
    guard: AddressGuard
    fetcher: PageFetcher
    robots: RobotsFiles
    firecrawl: Firecrawl
    metrics: ScrapeMetrics
    session: GuardedSession
    browser: Browser
    extraction: Extraction
    exempt: tuple[str, ...] = ()

    def engine(self) -> str:
        """The engine to use now: firecrawl or embedded."""
        if self.settings.engine != AUTO:
            return self.settings.engine
        state = self.firecrawl.breaker.state
        usable = state in (CLOSED, HALF_OPEN) and self.firecrawl.probe.reachable()
        return FIRECRAWL if usable else EMBEDDED

    @property
    def falls_back(self) -> bool:
        """Whether the embedded engine may take over what Firecrawl never received."""
        return self.settings.engine == AUTO

    def check(self, url: str, engine: str) -> None:
        """Refuse a target before anything is done about it.

        Raises BlockedTarget, and TargetUnreachable for a name without address: Firecrawl may know more names,
        so there it passes unless the settings are strict.
        """
        try:
            self.guard.check(url)
        except TargetUnresolvable:
            if engine == EMBEDDED or self.settings.refuses_unknown_names:
                raise TargetUnreachable("DNS failure") from None

    def require_models(self, page: PageOptions) -> None:
        """FormatNotServed when a page is to be read by a model and there is none."""
        if page.wish:
            self.extraction.require_for(page.wish)

    @contextmanager
    def refusing(self, url: str) -> Iterator[None]:
        """Name the address the caller gave in refusals: where a redirect led is not for everybody to know."""
        try:
            yield
        except BlockedTarget as refusal:
            raise BlockedTarget(refusal.reason, url) from None

    def check_answer(self, url: object, requested: str) -> None:
        """Refuse an answer of Firecrawl that came from a blocked address."""
        if not isinstance(url, str) or not url or urlsplit(url)[:2] == urlsplit(requested)[:2]:
            return
        try:
            self.guard.check(url)
        except TargetUnresolvable:
            return
        except BlockedTarget:
            raise BlockedTarget("private", requested) from None


def build_gateway(settings: Settings, metrics: ServiceMetrics, guard: AddressGuard | None = None) -> Gateway:
    """The gateway of a process; `guard` replaces the one the settings describe."""
    counted = ScrapeMetrics(metrics)
    guard = guard or AddressGuard(settings.allow_hosts)
    guard.count_refusal = counted.count_blocked
    session = GuardedSession(guard, user_agent=settings.user_agent, egress=settings.egress_proxy)
    firecrawl = Firecrawl(settings)
    firecrawl.breaker.show_state = counted.show_circuit
    fetcher = PageFetcher(session, settings.max_response_bytes)
    return Gateway(
        settings=settings,
        guard=guard,
        fetcher=fetcher,
        robots=RobotsFiles(fetcher, settings.user_agent, ignored=settings.robots == "ignore"),
        firecrawl=firecrawl,
        metrics=counted,
        session=session,
        browser=Browser(settings, guard),
        extraction=Extraction(list(models_of(settings).values())),
        exempt=guard.allowed,
    )
