"""Every call of firecrawl-py 1.17 for the routes that are served: python_1_17.py API_URL SITE_URL."""

import asyncio
import sys

from calls import Recorded, require_refused
from firecrawl import FirecrawlApp
from unserved_1 import site_texts, unserved
from watch_1 import watch_to_the_end

api_url, site = sys.argv[1:3]
app = Recorded(FirecrawlApp(api_key="fc-test", api_url=api_url))

page = app.scrape_url(f"{site}/", params={"formats": ["markdown", "html", "links"], "onlyMainContent": True})
assert "Heading" in page["markdown"] and page["metadata"]["statusCode"] == 200, page
assert f"{site}/a" in page["links"]

crawl = app.crawl_url(f"{site}/", params={"limit": 5, "scrapeOptions": {"formats": ["markdown"]}}, poll_interval=1)
assert crawl["status"] == "completed" and crawl["total"] >= 3, crawl
assert all(document["markdown"] for document in crawl["data"])

begun = app.async_crawl_url(f"{site}/", params={"limit": 3, "maxDepth": 1})
assert begun["success"] and begun["url"].startswith(api_url), begun
status = app.check_crawl_status(begun["id"])
assert status["success"] and status["status"] in ("scraping", "completed")
assert app.check_crawl_errors(begun["id"])["errors"] == []
slow = app.async_crawl_url(f"{site}/slow")
assert app.cancel_crawl(slow["id"])["status"] == "cancelled"

found = app.map_url(f"{site}/", params={"search": "a"})
assert f"{site}/a" in found["links"]

batch = app.batch_scrape_urls([f"{site}/a", f"{site}/b"], {"formats": ["markdown"]}, poll_interval=1)
assert batch["status"] == "completed" and len(batch["data"]) == 2, batch
begun = app.async_batch_scrape_urls([f"{site}/a"], {"formats": ["html"]})
assert app.check_batch_scrape_status(begun["id"])["status"] in ("scraping", "completed")
assert app.check_batch_scrape_errors(begun["id"])["errors"] == []

extracted = app.scrape_url(f"{site}/", params={"formats": ["json"], "jsonOptions": {"prompt": "the title"}})
assert extracted["json"] == {"title": "Heading"}, extracted
assert app.search("words")["data"][0]["url"] == f"{site}/a"
refusals = {
    "not allowed": [lambda: app.scrape_url("http://10.0.0.1/"), lambda: app.crawl_url("http://10.0.0.1/")],
    "validation failed": [lambda: app.scrape_url("nonsense"), lambda: app.map_url("nonsense")],
    "invalid format": [lambda: app.scrape_url(f"{site}/", params={"formats": ["nonsense"]})],
    "requires": [lambda: app.scrape_url(f"{site}/", params={"formats": ["branding"]})],
    "not served": [
        *unserved(app),
        *site_texts(app),
        lambda: app.extract([f"{site}/"], {"prompt": "x"}),
        lambda: app.async_extract([f"{site}/"], {"prompt": "x"}),
    ],
}
for words, calls in refusals.items():
    asyncio.run(require_refused(calls, words))
watch_to_the_end(app.crawl_url_and_watch(f"{site}/", {"limit": 3, "scrapeOptions": {"formats": ["markdown"]}}), 3)
watch_to_the_end(app.batch_scrape_urls_and_watch([f"{site}/a", f"{site}/b"], {"formats": ["markdown"]}), 2)
app.require_all()
sys.stdout.write("ok\n")
