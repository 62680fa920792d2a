"""Crawl4AI without a browser, level by level: crawl4ai_http.py ADDRESS FIGURES_FILE."""

import asyncio
import json
import resource
import sys
import time
from urllib.parse import urldefrag

from crawl4ai import AsyncWebCrawler, CacheMode, CrawlerRunConfig, DefaultMarkdownGenerator, PruningContentFilter
from crawl4ai.async_crawler_strategy import AsyncHTTPCrawlerStrategy

SECTIONS = ("a", "b")
ADDRESS, FILE = sys.argv[1:3]


async def crawl() -> tuple[dict[str, list[str]], int]:
    """Links of each page, and how many characters of Markdown there were."""
    config = CrawlerRunConfig(
        cache_mode=CacheMode.BYPASS,
        check_robots_txt=True,
        markdown_generator=DefaultMarkdownGenerator(content_filter=PruningContentFilter()),
        semaphore_count=8,
        verbose=False,
    )
    found: dict[str, list[str]] = {}
    characters = 0
    level = [f"{ADDRESS}/{section}/" for section in SECTIONS]
    async with AsyncWebCrawler(crawler_strategy=AsyncHTTPCrawlerStrategy(), verbose=False) as crawler:
        while level:
            results = await crawler.arun_many(level, config=config)
            for result in results:
                links = [urldefrag(link["href"])[0] for kind in result.links.values() for link in kind]
                found[result.url] = list(dict.fromkeys(links))
                characters += len(result.markdown.fit_markdown or "")
            level = list(dict.fromkeys(link for result in results for link in found[result.url] if link not in found))
    return found, characters


started, before = time.perf_counter(), time.process_time()
links, text = asyncio.run(crawl())
figures = {
    "seconds": time.perf_counter() - started,
    "cpu": time.process_time() - before,
    "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "links": links,
    "characters": text,
}
with open(FILE, "w", encoding="utf-8") as file:
    json.dump(figures, file)
