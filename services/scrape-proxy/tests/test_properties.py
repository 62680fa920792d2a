"""What holds for every page, address and answer that scrape-proxy reads: it is read, or refused by an error of ours."""

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from scrape_proxy.changes.comparison import compare_texts
from scrape_proxy.compatible.jobs import translate_batch, translate_crawl
from scrape_proxy.compatible.options import translate_scrape
from scrape_proxy.crawls.addresses import folder_of, hash_of, normalise
from scrape_proxy.crawls.schemas import read_id, read_status_query
from scrape_proxy.firecrawl.answers import shape_status
from scrape_proxy.firecrawl.translation import translate
from scrape_proxy.maps.entries import list_entries
from scrape_proxy.pages.addresses import resolve, resolve_any
from scrape_proxy.pages.charsets import decode_page, decode_text
from scrape_proxy.pages.document import clean, parse_document, serialise
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.markdown import convert
from scrape_proxy.pages.metadata import structured_of
from scrape_proxy.pages.references import absolute_set, candidates
from scrape_proxy.retries import retry_after_seconds
from scrape_proxy.robots.rules import MAX_DELAY_SECONDS, parse_robots
from scrape_proxy.scrapes.freshness import MAX_LIFETIME_SECONDS, lifetime_of
from scrape_proxy.searches.engine import BRAVE, results_of, text_of
from scrape_proxy.urls import has_public_form, with_scheme
from suite.errors import AppError
from suite.http.replies import encode

EVERY = settings(max_examples=150, deadline=None)
STRANGE = some.text(some.characters(codec=None), max_size=40)
MARKS = some.text(alphabet="hx:/.?#&=%2eé[]@ \\|\"'<>(),;+~*{}^`\t\n0-9a", max_size=40)
ADDRESSES = some.builds(
    "{}{}".format, some.sampled_from(["http://a.example/", "https://b.example", "//", "x:", ""]), MARKS
)
BASE = "https://site.example/folder/page?x=1"
HTML = some.text(alphabet="<>/abdiptr=\"' &;!-#\n[]()*_`|\\1.", max_size=120)
JSON: Any = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=10)),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
HEADERS = some.text(some.characters(max_codepoint=255), max_size=60)
CONTENT_TYPES = (
    some.builds("text/html; {}".format, some.text(alphabet="charset*0='\"%;utf-8x \t²é", max_size=30)) | HEADERS
)


def objects(*names: str) -> Any:
    """Objects with some of these names, whatever they hold."""
    return some.dictionaries(some.sampled_from(names), JSON, max_size=4)


@EVERY
@given(ADDRESSES | STRANGE)
def test_an_address_has_one_form_or_none(url: str) -> None:
    try:
        normal = normalise(url)
    except ValueError:
        return
    assert normalise(normal) == normal
    assert hash_of(normalise(normal)) == hash_of(normal)
    assert normal.isascii()


@EVERY
@given(ADDRESSES | STRANGE, ADDRESSES | STRANGE)
def test_a_reference_means_an_address_of_the_web_or_nothing(base: str, reference: str) -> None:
    for made in (resolve(base, reference), resolve_any(base, reference)):
        assert made is None or made.startswith(("http://", "https://"))


@EVERY
@given(ADDRESSES | STRANGE)
def test_the_form_of_an_address_is_judged_without_an_error(url: str) -> None:
    has_public_form(url)
    assert with_scheme(with_scheme(url)) == with_scheme(url)
    assert folder_of(f"/{url}").startswith("/")


@EVERY
@given(some.text(alphabet="a1x,( )/.:w2 %\n", max_size=60))
def test_a_set_of_pictures_that_is_absolute_stays_as_it_is(value: str) -> None:
    once = absolute_set(value, BASE)
    assert absolute_set(once, BASE) == once
    assert all(address for address, _ in candidates(value))


@EVERY
@given(some.binary(max_size=200), CONTENT_TYPES)
def test_any_bytes_are_a_text(body: bytes, content_type: str) -> None:
    text, _ = decode_page(body, content_type)
    text.encode()
    decode_text(body, content_type).encode()


@EVERY
@given(HTML)
def test_any_markup_is_a_page(text: str) -> None:
    root = parse_document(text)
    convert(clean(root))
    encode(structured_of(root, BASE))
    again = serialise(parse_document(serialise(root)))
    assert serialise(parse_document(again)) == again


@EVERY
@given(JSON, some.sampled_from(["", "<b>", "\\u0000", "\ud800"]))
def test_any_linked_data_can_be_told(content: Any, mark: str) -> None:
    written = json.dumps(content).replace("<", "\\u003c")
    page = f'<script type="application/ld+json">{written}</script><meta name="date" content="{mark}">'
    encode(structured_of(parse_document(page), BASE))


@EVERY
@given(some.text(alphabet="<>/urlsetocniem:ap?!'=\"h.\n -", max_size=120), some.booleans())
def test_any_document_lists_addresses_of_the_web(text: str, xml: bool) -> None:
    body = (f"<?xml version='1.0'?><urlset>{text}</urlset>" if xml else text).encode()
    page = FetchedPage(BASE, BASE, 200, {"Content-Type": "text/xml"}, body)
    for kind, address in list_entries(page, 10_000):
        assert kind in ("url", "sitemap")
        assert address.startswith(("http://", "https://"))


@EVERY
@given(
    some.lists(
        some.builds(
            "{}:{}".format,
            some.sampled_from(["User-agent", "Disallow", "Allow", "Crawl-delay", "Sitemap", "Request-rate", "#", ""]),
            some.one_of(MARKS, some.sampled_from([" *", " -5", " nan", " inf", " 1e999", " 1/5s", " ²", " 9" * 30])),
        ),
        max_size=8,
    ),
    ADDRESSES,
)
def test_any_robots_file_has_rules_and_a_bounded_delay(lines: list[str], url: str) -> None:
    rules = parse_robots("\n".join(lines), "scrape-proxy/1.0")
    assert 0 <= rules.delay_seconds <= MAX_DELAY_SECONDS
    with contextlib.suppress(ValueError):
        rules.allows(normalise(url))


@EVERY
@given(
    some.one_of(
        HEADERS,
        some.integers().map(str),
        some.builds("Mon, 01 Jan {} 00:00:{} {}".format, some.integers(0), some.integers(0), MARKS | some.just("GMT")),
    )
)
def test_a_pause_that_is_asked_for_is_seconds_or_nothing(header: str) -> None:
    seconds = retry_after_seconds(header)
    assert seconds is None or seconds >= 0


@EVERY
@given(some.dictionaries(some.sampled_from(["Cache-Control", "Vary", "Set-Cookie"]), HEADERS, max_size=3))
def test_a_page_is_reused_for_a_bounded_time(headers: dict[str, str]) -> None:
    assert 0 <= lifetime_of(headers, 60) <= MAX_LIFETIME_SECONDS


@EVERY
@given(
    objects("status", "total", "completed", "data", "next", "success", "error")
    | some.builds(dict, next=some.builds("{}?skip={}".format, ADDRESSES, MARKS))
)
def test_any_answer_about_a_crawl_has_our_form(answer: dict[str, Any]) -> None:
    shaped = shape_status(answer, "id")
    assert shaped["status"] in ("scraping", "completed", "failed", "cancelled")
    assert isinstance(shaped["data"], list)
    encode(shaped)


@EVERY
@given(some.integers(300, 599), some.one_of(JSON.map(lambda content: json.dumps(content).encode()), some.binary()))
def test_any_refusal_has_our_form(status: int, body: bytes) -> None:
    assert 300 <= translate(status, {}, body).status <= 599


@EVERY
@given(JSON, some.sampled_from([BRAVE, "searxng"]))
def test_any_answer_of_a_search_engine_has_results(answer: Any, kind: str) -> None:
    for result in results_of(answer, kind):
        assert isinstance(text_of(result, "url"), str)


@EVERY
@given(
    objects(
        *("formats", "headers", "waitFor", "timeout", "actions", "location", "jsonOptions", "extract", "parsers"),
        *("onlyMainContent", "includeTags", "excludeTags", "maxAge", "mobile", "changeTrackingOptions"),
    )
    | some.builds(dict, formats=some.lists(objects("type", "schema", "prompt", "fullPage", "modes", "tag") | JSON))
)
def test_options_of_a_page_are_translated_or_refused(body: dict[str, Any]) -> None:
    for translated in (translate_scrape, translate_batch):
        with contextlib.suppress(AppError):
            translated(body)


@EVERY
@given(
    objects(
        *("limit", "maxDepth", "maxDiscoveryDepth", "delay", "maxConcurrency", "sitemap", "scrapeOptions"),
        *("includePaths", "excludePaths", "ignoreSitemap", "crawlEntireDomain", "allowBackwardLinks"),
    )
)
def test_options_of_a_crawl_are_translated_or_refused(body: dict[str, Any]) -> None:
    with contextlib.suppress(AppError):
        translate_crawl(body)


@EVERY
@given(STRANGE, some.dictionaries(some.sampled_from(["skip", "limit"]), STRANGE, max_size=2))
def test_an_id_and_a_place_in_a_crawl_are_read_or_refused(text: str, query: dict[str, str]) -> None:
    with contextlib.suppress(AppError):
        assert read_id(text) == text
    with contextlib.suppress(AppError):
        read_status_query(query)


LINES = some.lists(some.sampled_from(["a", "b", "", " c"]), max_size=12).map("\n".join)


@EVERY
@given(LINES, LINES)
def test_a_comparison_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    old, new = before.split("\n"), after.split("\n")
    found = compare_texts(before, after)["json"]["files"][0]
    for change in (one for chunk in found["chunks"] for one in chunk["changes"]):
        if change["type"] != "add":
            assert change["content"][1:] == old[change.get("ln1", change.get("ln")) - 1]
        if change["type"] != "del":
            assert change["content"][1:] == new[change.get("ln2", change.get("ln")) - 1]
    assert len(old) - found["deletions"] == len(new) - found["additions"]
    assert bool(found["chunks"]) == (before != after)
