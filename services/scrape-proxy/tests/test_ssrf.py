"""Targets nobody may reach through us: refused on every way in, and never dialled."""

from typing import Any

import pytest
from scrape_client import CRAWL, MAP, SCRAPE, Api, refusal
from scrape_site import Site

from scrape_proxy.crawls.crawler import Crawler
from suite.outbound import AddressGuard


@pytest.fixture
def closed(start: Any) -> Api:
    """A client of a proxy without exemptions, for which every name has one private address among public ones."""
    client: Api = start(AddressGuard(resolve=lambda host, port: ["8.8.8.8", "127.0.0.1"]))
    return client


def only_start(site: Site) -> list[str]:
    """Exemption of the test's own site and nothing else."""
    return [f"127.0.0.1:{site.server_port}"]


@pytest.mark.parametrize("path", [SCRAPE, CRAWL, MAP])
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
             "169.254.169.254", "0177.0.0.1", "rebind.example.com", "a.localhost", "db.internal"],
)  # fmt: skip
def test_a_private_target_is_refused(closed: Api, site: Site, path: str, host: str) -> None:
    url = f"http://{host}:{site.server_port}/"
    body = refusal(closed.post(path, {"url": url}), 400, "BLOCKED_TARGET")

    assert body["error"] == "Target address is not allowed"
    assert body["details"] == [
        {
            "type": "field",
            "value": url,
            "msg": "Target address is not allowed",
            "path": "url",
            "location": "body",
        }
    ]
    assert site.connections == 0


def test_a_redirect_to_a_private_address_is_refused(start: Any, site: Site) -> None:
    with Site() as inner:
        client = start(AddressGuard(only_start(site)))
        url = site.redirect("/", inner.url + "/secret")

        body = refusal(client.scrape(url), 400, "BLOCKED_TARGET")
        assert body["details"][0]["value"] == url
        assert inner.connections == 0


def test_a_name_that_turns_private_between_two_requests_is_refused(start: Any, site: Site) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    guard = AddressGuard(["127.0.0.1"], lambda host, port: next(answers))
    site.redirect("/", "/again")

    refusal(start(guard).scrape(f"http://rebind.example.com:{site.server_port}/"), 400, "BLOCKED_TARGET")
    assert site.fetched() == {"/": 1}


def test_a_name_is_resolved_once_for_check_and_dial(start: Any, site: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    guard = AddressGuard(["127.0.0.1"], lambda host, port: next(answers))
    site.page("/")

    assert start(guard).scrape(f"http://rebind.example.com:{site.server_port}/").status_code == 200
    assert next(answers) == ["10.0.0.1"]


def test_links_of_a_crawl_to_private_addresses_are_never_dialled(start: Any, site: Site) -> None:
    with Site() as inner:
        answers = {"private.example.com": ["127.0.0.1"]}
        guard = AddressGuard(only_start(site), lambda host, port: answers.get(host, ["8.8.8.8"]))
        client = start(guard)
        hosts = ("127.0.0.1", "[::1]", "localhost", "2130706433", "private.example.com")
        site.page("/", links=[f"http://{host}:{inner.server_port}/" for host in hosts])

        crawl_id = client.begin(site.url + "/", allowExternalLinks=True)
        Crawler(client.service.gateway, client.service.database).run_once()

        assert client.status(crawl_id)["completed"] == 1
        assert len(client.errors(crawl_id)["errors"]) == len(hosts)
        assert inner.connections == 0


def test_robots_and_sitemaps_lead_nowhere_private(start: Any, site: Site) -> None:
    with Site() as inner:
        site.robots(f"Sitemap: {inner.url}/sitemap.xml\n")
        client = start(AddressGuard(only_start(site)))

        assert client.post(MAP, {"url": site.page("/")}).status_code == 200
        assert inner.connections == 0


def test_refusals_are_counted_by_reason(closed: Api) -> None:
    closed.scrape("http://169.254.169.254/")
    closed.scrape("http://example.com:22/")
    text = closed.get("/metrics").get_data(as_text=True)

    for reason in ("metadata", "port"):
        assert f'scrape_blocked_targets_total{{reason="{reason}",service="firecrawl-proxy"}} 1.0' in text
    assert "169.254" not in text
