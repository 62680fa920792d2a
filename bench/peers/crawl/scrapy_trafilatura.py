"""Scrapy finds pages and links, trafilatura makes Markdown: scrapy_trafilatura.py ADDRESS FIGURES_FILE."""

import json
import resource
import sys
import time
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor

SECTIONS = ("a", "b")
EXTRACTOR = LinkExtractor(unique=True)


class Pages(scrapy.Spider):
    """Every page of the site, once."""

    name = "pages"

    async def start(self) -> Any:
        """The first page of each section."""
        for section in SECTIONS:
            yield scrapy.Request(f"{ADDRESS}/{section}/")

    def parse(self, response: Any) -> Any:
        """Its links and its main part."""
        links = [link.url for link in EXTRACTOR.extract_links(response)]
        FOUND[response.url] = links
        text = trafilatura.extract(
            response.text, url=response.url, output_format="markdown", include_links=True, include_images=True
        )
        TEXTS.append(len(text or ""))
        for link in links:
            yield scrapy.Request(link)


ADDRESS, FILE = sys.argv[1:3]
FOUND: dict[str, list[str]] = {}
TEXTS: list[int] = []
SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "DOWNLOAD_DELAY": 0,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
}
process = CrawlerProcess(SETTINGS)
process.crawl(Pages)
started, before = time.perf_counter(), time.process_time()
process.start()
figures = {
    "seconds": time.perf_counter() - started,
    "cpu": time.process_time() - before,
    "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "links": FOUND,
    "characters": sum(TEXTS),
}
with open(FILE, "w", encoding="utf-8") as file:
    json.dump(figures, file)
