"""Every call of firecrawl-py 1.17 for the routes that are served: python_1_17.py API_URL SITE_URL."""

import sys

from firecrawl import FirecrawlApp

api_url, site = sys.argv[1:3]
app = FirecrawlApp(api_key="fc-test", api_url=api_url)

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

for refused, words in (
    (lambda: app.scrape_url("http://10.0.0.1/"), "not allowed"),
    (lambda: app.scrape_url("nonsense"), "alidation failed"),
    (lambda: app.async_extract([f"{site}/"], {"prompt": "x"}), "not served"),
    (lambda: app.scrape_url(f"{site}/", params={"formats": ["summary"]}), "requires"),
):
    try:
        refused()
    except Exception as error:
        assert words in str(error), error
    else:
        raise AssertionError(words)
sys.stdout.write("ok\n")
