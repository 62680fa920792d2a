"""The crawler as a process of its own: python -m scrape_proxy.worker. Web workers need not crawl then."""

import logging
import sys

from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.gateway import build_gateway
from scrape_proxy.index.routes import WIRE_NAME
from scrape_proxy.pages.lanes import attach_processing
from scrape_proxy.settings import Settings
from suite.settings import load_settings
from suite.workers import Worker

log = logging.getLogger(__name__)
ENDED, CUT_SHORT = 0, 1


def main() -> int:
    """Crawl until SIGTERM or SIGINT; 0 when all pages in flight were finished in time."""
    settings = load_settings(Settings)
    worker = Worker(settings, metrics_label=WIRE_NAME)
    gateway = build_gateway(settings, worker.service.metrics)
    attach_processing(worker.service)
    crawler = Crawler(gateway, worker.service.database, worker.stopped, worker.heartbeat)
    with worker.running():
        crawler.start()
        log.info("crawler started")
        worker.stopped.wait()
        finished = crawler.stop(settings.shutdown_timeout_ms / 1000)
    return ENDED if finished else CUT_SHORT


if __name__ == "__main__":
    sys.exit(main())
