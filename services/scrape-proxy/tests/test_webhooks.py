"""Webhooks of crawls and batches: each event arrives, signed, at public addresses only, again until it is taken."""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from scrape_client import Api
from scrape_site import Site
from standardwebhooks import Webhook

from scrape_proxy.crawls.crawler import Crawler
from suite.outbound import AddressGuard
from suite.webhooks import as_webhook_secret, resend
from suite.webhooks.queries import claim_deliveries
from suite_testing.databases import TestDatabase
from suite_testing.webhook_receiver import Receiver

SECRET = "whsec_" + b64encode(b"a secret of thirty-two bytes long").decode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(autouse=True)
def no_deliveries(database: TestDatabase) -> None:
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("DELETE FROM webhook_deliveries")


@pytest.fixture
def signing(start: Any) -> Api:
    client: Api = start(webhook_secret=as_webhook_secret(SECRET))
    return client


def crawler_of(api: Api) -> Crawler:
    return Crawler(api.service.gateway, api.service.database)


def send_all(crawler: Crawler) -> None:
    while crawler.send_once():
        pass


def stored(database: TestDatabase) -> list[tuple[Any, ...]]:
    """State, attempts, status and reason of all deliveries."""
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT state, attempts, status_code, error FROM webhook_deliveries ORDER BY created_at")
        return list(cursor.fetchall())


def let_pass(database: TestDatabase, interval: str = "0 s") -> None:
    """The pause of what waits is over; it was made so long ago."""
    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("UPDATE webhook_deliveries SET next_at = now(), created_at = now() - %s::interval", (interval,))


def test_a_crawl_tells_its_start_its_pages_and_its_end(signing: Api, site: Site, receiver: Receiver) -> None:
    site.page("/a")
    webhook = {"url": receiver.url + "/hook", "headers": {"X-Own": "mine", "Host": "evil"}, "metadata": {"job": 7}}
    url = site.page("/", links=["/a"], text="with \\u0000 words")
    begun = signing.post("/v2/crawl", {"url": url, "webhook": webhook, "sitemap": "skip"}).get_json()
    crawler = crawler_of(signing)
    crawler.run_once()
    send_all(crawler)

    bodies = sorted(receiver.bodies, key=lambda body: ["started", "page", "completed"].index(body["type"][6:]))
    assert [body["type"] for body in bodies] == ["crawl.started", "crawl.page", "crawl.page", "crawl.completed"]
    assert all(body["id"] == begun["id"] and body["metadata"] == {"job": 7} and body["success"] for body in bodies)
    assert all(body["data"][0]["markdown"] for body in bodies[1:3])
    assert receiver.received[0][0]["X-Own"] == "mine" and receiver.received[0][0]["Host"] != "evil"


def test_the_official_library_accepts_the_signature_and_firecrawls_is_there(
    signing: Api, site: Site, receiver: Receiver
) -> None:
    signing.post("/v1/batch/scrape", {"urls": [site.page("/é")], "webhook": receiver.url})
    crawler = crawler_of(signing)
    crawler.run_once()
    send_all(crawler)

    assert {body["type"] for body in receiver.bodies} == {
        "batch_scrape.started",
        "batch_scrape.page",
        "batch_scrape.completed",
    }
    for headers, body in receiver.received:
        assert Webhook(SECRET).verify(body, headers) == json.loads(body)
        plain = hmac.new(SECRET.encode(), body, sha256).hexdigest()
        assert headers["X-Firecrawl-Signature"] == f"sha256={plain}"
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 3


def test_only_the_wanted_events_are_told(api: Api, site: Site, receiver: Receiver) -> None:
    webhook = {"url": receiver.url, "events": ["completed"]}
    api.post("/v2/crawl", {"url": site.page("/"), "webhook": webhook})
    crawler = crawler_of(api)
    crawler.run_once()
    send_all(crawler)

    assert [body["type"] for body in receiver.bodies] == ["crawl.completed"]
    assert "webhook-signature" not in receiver.received[0][0]


def test_a_failed_crawl_tells_why(api: Api, site: Site, receiver: Receiver) -> None:
    webhook = {"url": receiver.url, "events": ["failed"]}
    api.post("/v2/crawl", {"url": site.url + "/missing", "webhook": webhook})
    crawler = crawler_of(api)
    crawler.run_once()
    send_all(crawler)

    [body] = receiver.bodies
    assert (body["type"], body["success"], body["error"]) == ("crawl.failed", False, "the start page could not be read")


def test_what_is_not_taken_is_sent_again_under_the_same_id(
    api: Api, site: Site, receiver: Receiver, database: TestDatabase
) -> None:
    receiver.statuses = [500, 302]
    api.post("/v2/crawl", {"url": site.page("/"), "webhook": {"url": receiver.url, "events": ["started"]}})
    crawler = crawler_of(api)
    for attempt, status in ((1, 500), (2, 302)):
        send_all(crawler)
        assert stored(database) == [("pending", attempt, status, f"status {status}")]
        assert not crawler.send_once()
        let_pass(database)
    send_all(crawler)

    assert stored(database) == [("delivered", 3, 200, None)]
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1


def test_after_a_day_of_failures_it_is_given_up_and_can_be_sent_again(
    api: Api, site: Site, receiver: Receiver, database: TestDatabase
) -> None:
    receiver.statuses = [500]
    api.post("/v2/crawl", {"url": site.page("/"), "webhook": {"url": receiver.url, "events": ["started"]}})
    let_pass(database, "25 hours")
    crawler = crawler_of(api)
    send_all(crawler)
    assert stored(database) == [("dead", 1, 500, "status 500")]

    with database.connect(schema="scrape") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT id FROM webhook_deliveries")
        [[delivery]] = cursor.fetchall()
    with api.service.database.transaction({"app.crawler": "on"}) as connection:
        assert resend(connection, delivery)
    send_all(crawler)
    assert stored(database) == [("delivered", 1, 200, None)]


def test_what_a_killed_sender_held_is_sent_by_another(
    api: Api, site: Site, receiver: Receiver, database: TestDatabase
) -> None:
    api.post("/v2/crawl", {"url": site.page("/"), "webhook": {"url": receiver.url, "events": ["started"]}})
    with api.service.database.transaction({"app.crawler": "on"}) as connection:
        assert len(claim_deliveries(connection, 10, 60)) == 1
    crawler = crawler_of(api)
    assert not crawler.send_once()
    let_pass(database)
    send_all(crawler)

    assert stored(database)[0][:2] == ("delivered", 2)


@pytest.mark.parametrize(
    "webhook",
    ["http://10.0.0.1/", "nonsense", 5, {"url": "http://169.254.169.254/"}, {"events": ["completed"]},
     {"url": "http://example.com/", "events": ["other"]}, {"url": "http://example.com/", "headers": {"A": "b\r\nc"}},
     {"url": "http://example.com/", "metadata": {"x": "y" * 5000}}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["crawl", "batch/scrape"])
def test_a_webhook_nobody_may_have_is_refused_at_once(api: Api, site: Site, path: str, webhook: Any) -> None:
    url = site.page("/")
    reply = api.post(f"/v2/{path}", {"url": url, "urls": [url], "webhook": webhook})

    assert reply.status_code == 400
    assert api.get("/v2/crawl/active").get_json()["crawls"] == []


def test_an_address_that_turns_private_is_never_dialled(
    start: Any, site: Site, receiver: Receiver, database: TestDatabase
) -> None:
    guard = AddressGuard([f"127.0.0.1:{site.server_port}"], lambda host, port: ["127.0.0.1"])
    api = start(guard)
    hook = f"http://hooks.example.com:{receiver.server_port}/"
    assert api.post("/v2/crawl", {"url": site.page("/"), "webhook": hook}).status_code == 200
    crawler = Crawler(api.service.gateway, api.service.database)
    send_all(crawler)

    assert stored(database) == [("dead", 1, None, "Target address is not allowed")]
    assert receiver.connections == 0


@pytest.mark.parametrize("value", ["", "secret", "whsec_short", "whsec_" + "A" * 200, "whsec_*"])
def test_a_secret_of_another_form_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        as_webhook_secret(value)
