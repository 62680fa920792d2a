"""Which robots.txt counts, and what one that cannot be read means."""

import pytest
from scrape_client import Api
from scrape_site import Site

from scrape_proxy.gateway import Gateway
from scrape_proxy.robots.rules import MAX_BYTES, Robots, parse_robots

AGENT = "scrape-proxy/1.0"


def robots_of(api: Api, site: Site) -> Robots:
    gateway: Gateway = api.service.gateway
    return gateway.robots.of(site.url + "/x")


def test_the_first_half_megabyte_of_a_larger_file_counts(api: Api, site: Site) -> None:
    head = "User-agent: *\nDisallow: /private\n"
    filler = "# words\n" * (MAX_BYTES // 8)
    site.robots(head + filler + "Disallow: /late\n")
    robots = robots_of(api, site)

    assert not robots.allows(site.url + "/private")
    assert robots.allows(site.url + "/late")


def test_a_rule_that_the_limit_cuts_in_two_is_none(api: Api, site: Site) -> None:
    head = "User-agent: *\n"
    rule = "Disallow: /articles/old\n"
    filler = "#" * (MAX_BYTES - len(head) - len("Disallow: /a") - 1) + "\n"
    site.robots(head + filler + rule)

    assert robots_of(api, site).allows(site.url + "/about")


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(404, True), (401, True), (403, True), (410, True), (429, False), (500, False), (503, False)],
)
def test_a_status_decides_where_there_is_no_file(api: Api, site: Site, status: int, allowed: bool) -> None:
    site.answers["/robots.txt"] = (status, b"User-agent: *\nDisallow:", {"Content-Type": "text/plain"})

    assert robots_of(api, site).allows(site.url + "/x") is allowed


def test_a_file_behind_redirects_counts_for_the_host_that_was_asked(api: Api, site: Site) -> None:
    for number in range(5):
        site.redirect("/robots.txt" if number == 0 else f"/r{number}", f"/r{number + 1}")
    site.file("/r5", b"User-agent: *\nDisallow: /x", "text/plain")

    assert not robots_of(api, site).allows(site.url + "/x")


def test_a_host_that_does_not_answer_is_left_alone(api: Api, site: Site) -> None:
    url = site.url
    site.__exit__(None, None, None)
    gateway: Gateway = api.service.gateway
    allowed = gateway.robots.of(url + "/x").allows(url + "/x")
    site.__init__()  # type: ignore[misc]
    site.__enter__()

    assert not allowed


def test_a_page_that_is_no_robots_file_forbids_nothing(api: Api, site: Site) -> None:
    site.page("/robots.txt", text="Not found, disallow: everything")

    assert robots_of(api, site).allows(site.url + "/x")


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /x",
        b"\xff\xfe" + "User-agent: *\nDisallow: /x".encode("utf-16-le"),
        b"User-agent: *\rDisallow: /x\r",
        b"user-agent : *\r\ndisallow : /x # why\r\n",
        b"User-agent: *\nDisallow: /x\nDisallow: /\xff\xfe",
        b"\x00User-agent: a\nUser-agent: *\nDisallow: /x",
    ],
)
def test_bytes_are_read_as_those_of_every_page(api: Api, site: Site, body: bytes) -> None:
    site.file("/robots.txt", body, "text/plain")

    assert not robots_of(api, site).allows(site.url + "/x")


def test_a_thousand_groups_with_a_thousand_rules_are_read_at_once() -> None:
    groups = "".join(f"User-agent: bot{number}\n" for number in range(10_000))
    rules = "".join(f"Disallow: /{number}*x$\n" for number in range(10_000))
    robots = parse_robots(groups + "User-agent: scrape-proxy\n" + rules, AGENT)

    assert not robots.allows("http://h/77yyx")
    assert robots.allows("http://h/none")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: scrape-proxy\nUser-agent: other\nDisallow: /a", "/a", False),
        ("User-agent: other\nDisallow: /a", "/a", True),
        ("User-agent: other\nUser-agent: another\n\nUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: Scrape-Proxy\nAllow: /\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", False),
        ("User-agent: *\nDisallow: /*?", "/x?y", False),
        ("User-agent: *\nDisallow: /%7Ejoe", "/~joe", False),
        ("User-agent: *\nDisallow: /a b", "/a%20b", False),
        ("User-agent: *\nAllow: /p$\nDisallow: /", "/p", True),
        ("User-agent: *\nAllow: /p$\nDisallow: /", "/p2", False),
        ("User-agent: *\nCrawl-delay: nonsense\nDisallow: /a", "/a", False),
    ],
)
def test_groups_and_rules(text: str, path: str, allowed: bool) -> None:
    assert parse_robots(text, AGENT).allows(f"http://h{path}") is allowed
