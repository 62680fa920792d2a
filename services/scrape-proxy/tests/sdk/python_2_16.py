"""Every call of firecrawl-py 2.16 for the routes that are served: python_2_16.py API_URL SITE_URL."""

import asyncio
import sys

from calls import Recorded, require_refused
from firecrawl import AsyncFirecrawlApp, FirecrawlApp, JsonConfig, ScrapeOptions
from unserved_1 import site_texts, unserved
from watch_1 import watch_to_the_end

api_url, site = sys.argv[1:3]
app = Recorded(FirecrawlApp(api_key="fc-test", api_url=api_url))
client = Recorded(AsyncFirecrawlApp(api_key="fc-test", api_url=api_url))
options = ScrapeOptions(formats=["markdown", "links"])

page = app.scrape_url(f"{site}/", formats=["markdown", "html", "rawHtml", "links"], only_main_content=True)
assert "Heading" in page.markdown and page.rawHtml and f"{site}/a" in page.links, page
crawl = app.crawl_url(f"{site}/", limit=5, scrape_options=options, poll_interval=1)
assert crawl.status == "completed" and len(crawl.data) >= 3, crawl
begun = app.async_crawl_url(f"{site}/", limit=3, max_depth=2)
assert begun.success and app.check_crawl_status(begun.id).status in ("scraping", "completed")
assert app.check_crawl_errors(begun.id).errors == []
slow = app.async_crawl_url(f"{site}/slow")
assert app.cancel_crawl(slow.id)["status"] == "cancelled"
assert f"{site}/a" in app.map_url(f"{site}/", search="a").links
batch = app.batch_scrape_urls([f"{site}/a", f"{site}/b"], formats=["markdown"], poll_interval=1)
assert batch.status == "completed" and len(batch.data) == 2, batch
begun = app.async_batch_scrape_urls([f"{site}/a"], formats=["html"])
assert begun.success
assert app.check_batch_scrape_status(begun.id).status in ("scraping", "completed")
assert app.check_batch_scrape_errors(begun.id).errors == []


async def call_asynchronously() -> None:
    """The same through the asynchronous client."""
    assert "Heading" in (await client.scrape_url(f"{site}/")).markdown
    assert (await client.crawl_url(f"{site}/", limit=3, poll_interval=1)).status == "completed"
    begun = await client.async_crawl_url(f"{site}/", limit=2)
    assert (await client.check_crawl_status(begun.id)).status in ("scraping", "completed")
    assert (await client.check_crawl_errors(begun.id))["errors"] == []
    slow = await client.async_crawl_url(f"{site}/slow")
    assert (await client.cancel_crawl(slow.id))["status"] == "cancelled"
    assert f"{site}/a" in (await client.map_url(f"{site}/")).links
    batch = await client.batch_scrape_urls([f"{site}/a"], formats=["markdown"], poll_interval=1)
    assert batch.status == "completed"
    assert (await client.search("words"))["data"][0]["url"] == f"{site}/a"
    # The asynchronous start and status of a batch fail in the SDK itself (status of a dict, spread of a model).
    begun = app.async_batch_scrape_urls([f"{site}/a"])
    assert (await client.check_batch_scrape_errors(begun.id))["errors"] == []
    await require_refused([lambda: client.scrape_url("http://10.0.0.1/")], "not allowed")
    await require_refused([*unserved(client), *site_texts(client), lambda: client.extract([f"{site}/"], prompt="x")])
    # The SDK stumbles over its own request before it sends anything.
    await require_refused([lambda: client.async_extract([f"{site}/"], prompt="x")], "item assignment")
    # The asynchronous watchers call its own starts with arguments that these do not have.
    watches = {"crawl_url_and_watch", "batch_scrape_urls_and_watch"}
    client.require_all({"async_batch_scrape_urls", "check_batch_scrape_status"} | watches)


extracted = app.scrape_url(f"{site}/", formats=["json"], json_options=JsonConfig(prompt="the title"))
assert extracted.json_field == {"title": "Heading"}, extracted
assert app.search("words", limit=1).data[0]["url"] == f"{site}/a"
asyncio.run(call_asynchronously())
asyncio.run(require_refused([lambda: app.scrape_url("http://10.0.0.1/")], "not allowed"))
extracts = [
    lambda: app.extract([f"{site}/"], prompt="x"),
    lambda: app.async_extract([f"{site}/"], prompt="x"),
]
asyncio.run(require_refused([*unserved(app), *extracts]))
# The SDK takes the body of the refusal for the response itself.
asyncio.run(require_refused(site_texts(app), "'dict' object"))
watch_to_the_end(app.crawl_url_and_watch(f"{site}/", limit=3, scrape_options=options), 3)
watch_to_the_end(app.batch_scrape_urls_and_watch([f"{site}/a", f"{site}/b"], formats=["markdown"]), 2)
app.require_all()
sys.stdout.write("ok\n")
