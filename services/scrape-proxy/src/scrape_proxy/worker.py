"""The crawler as a process of its own: python -m scrape_proxy.worker. Web workers need not crawl then."""

import logging
import signal
import sys
from threading import Event

from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.gateway import build_gateway
from scrape_proxy.index.routes import WIRE_NAME
from scrape_proxy.settings import Settings
from suite.database import Database
from suite.logs import configure_service_logging
from suite.metrics import ServiceMetrics
from suite.metrics.window import LatencyWindow
from suite.settings import load_settings

log = logging.getLogger(__name__)
ENDED, CUT_SHORT = 0, 1


def main() -> int:
    """Crawl until SIGTERM or SIGINT; 0 when all pages in flight were finished in time."""
    settings = load_settings(Settings)
    configure_service_logging(settings)
    stopped = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopped.set())
    metrics = ServiceMetrics(WIRE_NAME, settings.metrics_prefix, window=LatencyWindow(None))
    database = Database.from_settings(settings, metrics)
    crawler = Crawler(build_gateway(settings, metrics), database, stopped)
    crawler.start()
    log.info("crawler started")
    stopped.wait()
    finished = crawler.stop(settings.shutdown_timeout_ms / 1000)
    database.close()
    return ENDED if finished else CUT_SHORT


if __name__ == "__main__":
    sys.exit(main())
