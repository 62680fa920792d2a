"""Pages made to cost: each is answered, with what of it could be read."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from scrape_client import Api
from scrape_site import HTML, Site

from scrape_proxy.crawls.crawler import Crawler
from scrape_proxy.pages.bounds import MAX_TAG_ATTRIBUTES, MAX_TAGS, bounded_markup
from scrape_proxy.pages.document import parse_document
from scrape_proxy.pages.lanes import HEAVY, ORDINARY, lane_of

MANY = 300_000
ATTRIBUTES = " ".join(f"a{number}=1" for number in range(MANY))
PAGES = {
    "attributes": f"<p>begin<a {ATTRIBUTES}>x</a>",
    "bare attributes": "<p>begin<a " + "b " * 900_000,
    "attributes behind a quoted bracket": f'<p>begin<a x=">" {ATTRIBUTES}>x</a>',
    "attributes behind an open script": f'<p>begin<script>x<b="</script><a {ATTRIBUTES}>x</a>',
    "attributes behind a comment": f'<p>begin<!-- <b=" --><a {ATTRIBUTES}>x</a>',
    "attributes of an end": f"<p>begin</a {ATTRIBUTES}>",
    "links": "<p>begin</p>" + '<a href="/x">y</a>' * 450_000,
    "levels": "<p>begin</p>" + "<div>" * 400_000,
    "inline levels": "<p>begin</p>" + "<b><i>" * 200_000,
    "lists": "<p>begin</p>" + "<ul><li>" * 200_000,
    "quotes": "<p>begin</p>" + "<blockquote>" * 100 + "<br>" * 70_000,
    "tables": "<p>begin</p>" + "<table><tr><td>" * 100_000,
    "spans": "<p>begin</p><table>" + "<tr><td colspan=99999 rowspan=99999>x</td></tr>" * 30_000,
    "definitions": "<p>begin</p>" + "<dl><dt>" * 100_000,
    "headings": "<p>begin</p>" + "<h1>" * 100_000,
    "text": "<p>begin " + "x" * 9_000_000,
    "blanks": "<p>begin " + " \n" * 4_500_000 + "x",
    "backticks": "<p>begin <code>" + "`" * 5_000_000,
    "code": "<p>begin</p><pre>" + "<span>x</span>\n" * 70_000,
    "scripts": "<p>begin</p>" + "<script>x</script>y" * 70_000,
    "comments": "<p>begin</p>" + "<!-- x -->y" * 140_000,
    "closing tags": "<p>begin</p>" + "</p>" * 1_000_000,
    "classes": "<p>begin</p><p class='" + "nav " * 2_000_000 + "'>x</p>",
    "brackets": "<p>begin " + "<" * 9_000_000,
    "entities": "<p>begin " + "&" * 5_000_000,
    "metas": "<p>begin</p>" + "<meta property=og:x content=y>" * 100_000,
    "sources": "<p>begin</p><img srcset='" + "a 1x, " * 1_500_000 + "'>",
    "commas": "<p>begin</p><img srcset='" + "," * 9_000_000 + "'>",
    "json-ld": "<p>begin</p><script type=application/ld+json>" + "[" * 1_000_000 + "</script>",
    "digits": "<p>begin</p><script type=application/ld+json>[" + "9" * 5_000_000 + "]</script>",
}
FORMATS = ["markdown", "html", "links", "json"]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_that_is_made_to_cost_is_answered(api: Api, site: Site, page: str) -> None:
    reply = api.scrape(site.file("/", page.encode(), HTML["Content-Type"]), formats=FORMATS)

    body = reply.get_json()
    if reply.status_code == 200:
        assert "begin" in body["data"]["html"]
    else:
        assert (reply.status_code, body["code"]) in {(502, "PAGE_TOO_COMPLEX"), (504, "TIMEOUT")}


@pytest.mark.parametrize("kind", ["attributes", "links", "bare attributes", "closing tags"])
def test_what_was_left_out_is_said(api: Api, site: Site, kind: str) -> None:
    data = api.scraped(site.file("/", PAGES[kind].encode(), HTML["Content-Type"]), formats=["markdown"])

    assert "larger than what is read" in data["warning"]


@pytest.mark.parametrize("kind", [name for name in PAGES if "attributes" in name])
def test_no_element_reaches_the_parser_with_more_attributes_than_it_may_have(kind: str) -> None:
    root = parse_document(bounded_markup(PAGES[kind]).text)

    assert max(len(element.attrib) for element in root.iter("*")) <= MAX_TAG_ATTRIBUTES + 1


@pytest.mark.parametrize(
    "page",
    [
        "<p>a</p>",
        "<script>if (a<b " + "x y " * 500 + ") {}</script><p>z</p>",
        "<!-- " + "words " * 500 + " --><p>z</p>",
        '<svg><path d="' + "M 10 20 " * 10_000 + '"></path></svg>',
        '<img alt="a > b" src="data:image/png;base64,' + "A" * 100_000 + '">',
        "<p " + " ".join(f"data-{n}='{n}'" for n in range(MAX_TAG_ATTRIBUTES)) + ">x</p>",
        "<title>" + "<a b c d>" * 200 + "</title>",
    ],
)
def test_an_ordinary_page_is_read_whole(page: str) -> None:
    markup = bounded_markup(page)

    assert markup.text == page or page.startswith("<script")
    assert not markup.cut or page.startswith("<script")
    assert bounded_markup(page).text.endswith(page[-20:])


def test_a_page_with_too_many_tags_ends_where_the_bound_is() -> None:
    markup = bounded_markup("<p>x" * (MAX_TAGS + 10))

    assert markup.cut and markup.text == "<p>x" * MAX_TAGS


def test_heavy_pages_wait_behind_their_like() -> None:
    assert lane_of(b"<p>x" * 100) is ORDINARY
    assert lane_of(b"<p>x" * 100_000) is HEAVY
    assert lane_of(b"x" * 2_000_000) is HEAVY
    assert lane_of(b"\x1f\x8bpacked") is HEAVY


def test_forty_heavy_pages_do_not_keep_an_ordinary_one_waiting(api: Api, site: Site) -> None:
    for number in range(40):
        site.file(f"/{number}", PAGES["links"].encode(), HTML["Content-Type"])
    url = site.page("/ordinary", text="ordinary words")

    def scrape(target: str) -> int:
        return Api(api.service, api.user).scrape(target).status_code

    with ThreadPoolExecutor(41) as pool:
        heavy = [pool.submit(scrape, f"{site.url}/{number}") for number in range(40)]
        ordinary = [scrape(url) for _ in range(5)]
        still_waiting = sum(not one.done() for one in heavy)
        statuses = {one.result() for one in heavy}

    assert ordinary == [200] * 5
    assert still_waiting > 0
    assert statuses <= {200, 503, 504}


def test_a_crawl_of_hostile_pages_ends(api: Api, site: Site) -> None:
    kinds = ("attributes", "levels", "json-ld", "quotes")
    for kind in kinds:
        site.file(f"/{kind}", PAGES[kind].encode(), HTML["Content-Type"])
    crawl_id = api.begin(site.page("/", links=[f"/{kind}" for kind in kinds]))

    Crawler(api.service.gateway, api.service.database).run_once()

    status: dict[str, Any] = api.status(crawl_id)
    assert status["status"] == "completed"
    assert status["completed"] + len(api.errors(crawl_id)["errors"]) == len(kinds) + 1
