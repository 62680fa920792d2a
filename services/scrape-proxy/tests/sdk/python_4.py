"""Every call of firecrawl-py 4 for the routes that are served: python_4.py API_URL SITE_URL."""

import asyncio
import sys
import threading

from calls import Recorded, require_refused
from firecrawl import AsyncFirecrawl, Firecrawl
from firecrawl.v2.types import ChangeTrackingFormat, JsonFormat, PaginationConfig, ScrapeOptions
from unserved_2 import lists_of_agents, unserved

api_url, site = sys.argv[1:3]
app = Recorded(Firecrawl(api_key="fc-test", api_url=api_url))
client = Recorded(AsyncFirecrawl(api_key="fc-test", api_url=api_url))
options = ScrapeOptions(formats=["markdown", "links"])

page = app.scrape(f"{site}/", formats=["markdown", "html", "rawHtml", "links", "images"], only_main_content=True)
assert "Heading" in page.markdown and page.raw_html and f"{site}/a" in page.links, page
assert page.images == [f"{site}/p.png"] and page.metadata.status_code == 200, page
assert "actions" in app.scrape(f"{site}/a", actions=[{"type": "wait", "milliseconds": 5}]).warning
crawl = app.crawl(f"{site}/", limit=5, scrape_options=options, sitemap="include", poll_interval=1)
assert crawl.status == "completed" and len(crawl.data) >= 3, crawl
begun = app.start_crawl(f"{site}/", limit=3, max_discovery_depth=1)
assert app.get_crawl_status(begun.id).status in ("scraping", "completed")
assert app.get_crawl_errors(begun.id).errors == []
slow = app.start_crawl(f"{site}/slow")
assert slow.id in [crawl.id for crawl in app.get_active_crawls().crawls]
assert app.cancel_crawl(slow.id)
assert f"{site}/a" in [link.url for link in app.map(f"{site}/", search="a", sitemap="include").links]
batch = app.batch_scrape([f"{site}/a", f"{site}/b"], formats=["markdown"], poll_interval=1)
assert batch.status == "completed" and len(batch.data) == 2, batch
begun = app.start_batch_scrape([f"{site}/a", "http://nonsense/"], formats=["html"], ignore_invalid_urls=True)
assert begun.invalid_urls == ["http://nonsense/"], begun
assert app.get_batch_scrape_status(begun.id).status in ("scraping", "completed")
assert app.get_batch_scrape_errors(begun.id).errors == []
slow = app.start_batch_scrape([f"{site}/slow"])
assert app.cancel_batch_scrape(slow.id)
assert app.get_concurrency().max_concurrency > 0
assert app.get_credit_usage().remaining_credits > 0
assert app.get_token_usage().remaining_tokens > 0
assert app.get_queue_status().max_concurrency > 0
assert app._v2_client.get_credit_usage_historical().periods == []
assert app._v2_client.get_token_usage_historical().periods == []
one_page = PaginationConfig(auto_paginate=False)
begun = app.start_crawl(f"{site}/", limit=3)
assert app.wait_crawl(begun.id, poll_interval=1).status == "completed"
assert len(app.get_crawl_status(begun.id, pagination_config=one_page).data) == 3
assert len(app.get_crawl_status_page(f"{api_url}/v2/crawl/{begun.id}?skip=1").data) == 2
seen, documents, ended = [], [], threading.Event()
begun = app.start_crawl(f"{site}/", limit=3, scrape_options=options)
# When nothing was told for so long it asks for the status, and tells its end without the pages.
watcher = app.watcher(begun.id, kind="crawl", poll_interval=60, timeout=60)
for kind in ("done", "error"):
    watcher.add_event_listener(kind, lambda detail: (seen.append(detail["status"]), ended.set()))
watcher.add_event_listener("document", documents.append)
watcher.start()
assert ended.wait(60) and seen == ["completed"], seen
assert len(watcher.data) == len(documents) == 3, documents
begun = app.start_batch_scrape([f"{site}/a", f"{site}/b"], formats=["markdown"])
assert app.batch_scrape([f"{site}/a"]).completed == 1
assert len(app.get_batch_scrape_status_page(f"{api_url}/v2/batch/scrape/{begun.id}?skip=0").data) <= 2
for status in ("new", "same"):
    tracked = app.scrape(f"{site}/b", formats=["markdown", ChangeTrackingFormat(modes=["git-diff"])])
    assert tracked.change_tracking["changeStatus"] == status, tracked
assert "Heading" in str(app.scrape_url(f"{site}/", {"formats": ["markdown"]}))
assert app.check_crawl_errors(app.async_crawl_url(f"{site}/", {"limit": 1}).id).errors == []
assert f"{site}/a" in str(app.map_url(f"{site}/"))
old = Recorded(app.v1)
assert "Heading" in old.scrape_url(f"{site}/", formats=["markdown"]).markdown
assert f"{site}/a" in old.map_url(f"{site}/").links
assert old.crawl_url(f"{site}/", limit=1, poll_interval=1).status == "completed"
assert old.check_crawl_status(old.async_crawl_url(f"{site}/", limit=1).id).status in ("scraping", "completed")
assert old.batch_scrape_urls([f"{site}/a"], poll_interval=1).status == "completed"
assert old.async_batch_scrape_urls([f"{site}/a"]).success
unserved_of_old = [
    lambda: old.extract([f"{site}/"], prompt="x"),
    lambda: old.deep_research("words"),
]
asyncio.run(require_refused(unserved_of_old))
# The SDK takes the body of the refusal for the response itself.
asyncio.run(require_refused([lambda: old.generate_llms_text(f"{site}/")], "'dict' object"))
old.require_all()


async def call_asynchronously() -> None:
    """The same through the asynchronous client."""
    assert "Heading" in (await client.scrape(f"{site}/")).markdown
    assert (await client.crawl(url=f"{site}/", limit=3, poll_interval=1)).status == "completed"
    begun = await client.start_crawl(f"{site}/slow")
    assert (await client.get_crawl_status(begun.id)).status in ("scraping", "completed")
    assert (await client.get_crawl_errors(begun.id)).errors == []
    assert (await client.active_crawls()).success
    assert await client.cancel_crawl(begun.id)
    assert (await client.map(f"{site}/")).links
    assert (await client.batch_scrape([f"{site}/a"], formats=["markdown"], poll_interval=1)).status == "completed"
    begun = await client.start_batch_scrape([f"{site}/slow"])
    assert (await client.get_batch_scrape_status(begun.id)).status in ("scraping", "completed")
    assert (await client.get_batch_scrape_errors(begun.id))["errors"] == []
    assert await client.cancel_batch_scrape(begun.id)
    assert (await client.get_concurrency()).max_concurrency > 0
    assert (await client.get_credit_usage()).remaining_credits > 0
    assert (await client.get_token_usage()).remaining_tokens > 0
    assert (await client._v2_client.get_credit_usage_historical()).periods == []
    assert (await client._v2_client.get_token_usage_historical()).periods == []
    assert (await client.get_queue_status()).max_concurrency > 0
    begun = await client.start_crawl(f"{site}/", limit=2)
    assert (await client.wait_crawl(begun.id, poll_interval=1)).status == "completed"
    assert len((await client.get_crawl_status_page(f"{api_url}/v2/crawl/{begun.id}?skip=1")).data) == 1
    begun = await client.start_batch_scrape([f"{site}/a"])
    assert (await client._v2_client.wait_batch_scrape(begun.id, poll_interval=1)).status == "completed"
    assert len((await client.get_batch_scrape_status_page(f"{api_url}/v2/batch/scrape/{begun.id}?skip=0")).data) == 1
    statuses = [snapshot.status async for snapshot in client.watcher(begun.id, kind="batch", poll_interval=1)]
    assert statuses[-1] == "completed", statuses
    assert (await client.search("words", limit=1)).web[0].url == f"{site}/a"
    await call_by_old_names()
    await require_refused([lambda: client.scrape(f"{site}/", formats=["branding"])], "requires")
    await require_refused([lambda: client.scrape("http://10.0.0.1/")], "not allowed")
    await require_refused(unserved(client))
    await require_refused(lists_of_agents(client), "no attribute 'ok'")
    client.require_all()


async def call_by_old_names() -> None:
    """The names that version 1 had for them, asynchronously."""
    assert "Heading" in str(await client.scrape_url(f"{site}/"))
    assert f"{site}/a" in str(await client.map_url(f"{site}/"))
    assert "completed" in str(await client.crawl_url(f"{site}/", limit=1, poll_interval=1))
    begun = await client.async_crawl_url(f"{site}/", limit=1)
    assert (await client.check_crawl_status(begun.id)).status in ("scraping", "completed")
    assert (await client.check_crawl_errors(begun.id)) is not None
    assert "completed" in str(await client.batch_scrape_urls([f"{site}/a"], poll_interval=1))
    begun = await client.async_batch_scrape_urls([f"{site}/a"])
    assert (await client.check_batch_scrape_status(begun.id)).status in ("scraping", "completed")
    assert (await client.check_batch_scrape_errors(begun.id)) is not None


extracted = app.scrape(f"{site}/", formats=[JsonFormat(type="json", prompt="the title")])
assert extracted.json == {"title": "Heading"}, extracted
assert app.search("words", limit=1).web[0].url == f"{site}/a"
assert app.active_crawls().success
assert "completed" in str(app.crawl_url(f"{site}/", {"limit": 1}))
assert app.check_crawl_status(app.async_crawl_url(f"{site}/", {"limit": 1}).id).status in ("scraping", "completed")
assert "completed" in str(app.batch_scrape_urls([f"{site}/a"]))
begun = app.async_batch_scrape_urls([f"{site}/a"])
assert app.check_batch_scrape_status(begun.id).status in ("scraping", "completed")
assert app.check_batch_scrape_errors(begun.id).errors == []
asyncio.run(call_asynchronously())
refusals = {
    "not allowed": [lambda: app.scrape("http://10.0.0.1/"), lambda: app.start_crawl("http://10.0.0.1/")],
    "requires": [lambda: app.scrape(f"{site}/", formats=["branding"])],
    "not served": [*unserved(app), *lists_of_agents(app)],
}
for words, calls in refusals.items():
    asyncio.run(require_refused(calls, words))
app.require_all()
sys.stdout.write("ok\n")
