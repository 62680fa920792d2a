"""Each format and option of Firecrawl's routes on a real page, by the names of both versions."""

from typing import Any

import pytest
from scrape_client import Api
from scrape_site import Site
from stand_in_model import StandInModel
from test_browser import FORM, PATIENT_MS, size_of

from suite_testing.tools import require_tool

PAGE = b"""<!doctype html><html lang="pt"><head><title>Caf\xc3\xa9</title></head><body><nav>menu</nav>
<main><h1>Heading</h1><p class=lead>Lead words</p><p id=note>Note words</p><aside class=ad>Buy</aside>
<a href="/next#part">next</a><img src="p.png" srcset="q.png 2x"></main></body></html>"""
VERSIONS = ["v1", "v2"]


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def browsing(start: Any) -> Api:
    """A client of a proxy with a browser where one is needed."""
    client: Api = start(browser="auto", browser_path=require_tool("chromium"))
    return client


def shown(api: Api, version: str, url: str, **options: Any) -> dict[str, Any]:
    """The page."""
    reply = api.post(f"/{version}/scrape", {"url": url, **options})
    assert reply.status_code == 200, reply.get_data(as_text=True)
    data: dict[str, Any] = reply.get_json()["data"]
    return data


@pytest.mark.parametrize("spelled", [str, lambda name: {"type": name}], ids=["word", "object"])
def test_each_format_without_a_browser_shows_the_page(api: Api, site: Site, version: str, spelled: Any) -> None:
    url = site.file("/", PAGE, "text/html; charset=utf-8")
    names = ["markdown", "html", "rawHtml", "links", "images"]
    for name in names:
        data = shown(api, version, url, formats=[spelled(name)])
        assert {*data} == {name, "metadata"}
    data = shown(api, version, url, formats=[spelled(name) for name in names])

    assert data["markdown"].startswith("# Heading\n\nLead words") and "menu" not in data["markdown"]
    assert "<p" in data["html"] and "menu" not in data["html"]
    assert data["rawHtml"] == PAGE.decode()
    assert data["links"] == [f"{site.url}/next"]
    assert data["images"] == [f"{site.url}/p.png", f"{site.url}/q.png"]
    assert data["metadata"]["title"] == "Café" and data["metadata"]["language"] == "pt"


def test_a_summary_and_an_object_are_read_by_the_model(
    reading: Api, model: StandInModel, site: Site, version: str
) -> None:
    url = site.file("/", PAGE, "text/html")
    model.answers = ['{"summary": "A page."}']
    assert shown(reading, version, url, formats=["summary"])["summary"] == "A page."
    model.answers = ['{"title": "Heading"}']
    schema = {"type": "object", "properties": {"title": {"type": "string"}}}
    wish = {"schema": schema, "prompt": "the title"}
    options: dict[str, Any] = {
        "v1": {"formats": ["json"], "jsonOptions": wish},
        "v2": {"formats": [{"type": "json", **wish}]},
    }
    assert shown(reading, version, url, **options[version])["json"] == {"title": "Heading"}


@pytest.mark.parametrize(
    ("options", "words", "gone"),
    [
        ({"onlyMainContent": True}, "Heading", "menu"),
        ({"onlyMainContent": False}, "menu", "nothing"),
        ({"includeTags": [".lead"]}, "Lead words", "Note words"),
        ({"includeTags": ["#note"]}, "Note words", "Lead words"),
        ({"excludeTags": [".ad", "h1"]}, "Lead words", "Heading"),
    ],
)
def test_parts_of_a_page_are_chosen(
    api: Api, site: Site, version: str, options: dict[str, Any], words: str, gone: str
) -> None:
    data = shown(api, version, site.file("/", PAGE, "text/html"), formats=["markdown", "html"], **options)

    assert words in data["markdown"] and gone not in data["markdown"]
    assert words in data["html"] and gone not in data["html"]


def test_headers_are_sent_and_time_is_limited(api: Api, site: Site, version: str) -> None:
    shown(api, version, site.file("/", PAGE, "text/html"), headers={"X-Key": "given"})
    assert site.headers[-1]["X-Key"] == "given"
    site.answers["/slow"] = lambda handler: site.stopping.wait() and None

    reply = api.post(f"/{version}/scrape", {"url": site.url + "/slow", "timeout": 1_000})
    assert reply.status_code == 408 and "timed out" in reply.get_json()["error"]


def test_what_only_a_browser_can_do_is_done_by_one(browsing: Api, site: Site, version: str) -> None:
    late = FORM.replace("</body>", "<script>setTimeout(() => document.body.append('late words'), 3500)</script></body>")
    data = shown(
        browsing,
        version,
        site.file("/", late.encode(), "text/html"),
        formats=["markdown", "screenshot"],
        onlyMainContent=False,
        waitFor=5_000,
        mobile=True,
        location={"country": "BR", "languages": ["pt-BR"]},
        timeout=PATIENT_MS,
    )

    assert "late words" in data["markdown"] and "pt-BR phone" in data["markdown"] and "warning" not in data
    assert 0 < size_of(data["screenshot"])[1] < 3_000


def test_a_whole_page_is_a_picture_by_the_name_of_its_version(browsing: Api, site: Site, version: str) -> None:
    wanted: Any = {"v1": "screenshot@fullPage", "v2": {"type": "screenshot", "fullPage": True}}[version]
    url = site.file("/", FORM.encode(), "text/html")

    assert size_of(shown(browsing, version, url, formats=[wanted], timeout=PATIENT_MS)["screenshot"])[1] > 3_000


def test_each_action_does_what_it_says(browsing: Api, site: Site, version: str) -> None:
    actions = [
        {"type": "click", "selector": "#name"},
        {"type": "write", "text": "Zoë"},
        {"type": "click", "selector": "#go"},
        {"type": "wait", "selector": "#answer:not(:empty)"},
        {"type": "press", "key": "Escape"},
        {"type": "wait", "milliseconds": 10},
        {"type": "scroll", "direction": "down"},
        {"type": "screenshot"},
        {"type": "scrape"},
    ]
    url = site.file("/", FORM.encode(), "text/html")
    data = shown(browsing, version, url, formats=["markdown"], actions=actions, timeout=PATIENT_MS)

    assert "hello Zoë entered" in data["markdown"]
    assert [scrape["url"] for scrape in data["actions"]["scrapes"]] == [url]
    assert "hello Zoë entered" in data["actions"]["scrapes"][0]["html"]
    assert len(data["actions"]["screenshots"]) == 1


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"formats": [{"type": "screenshot", "quality": 50, "viewport": {"width": 9, "height": 9}}]},
         "formats.screenshot.quality, formats.screenshot.viewport"),
        ({"parsers": [{"type": "pdf", "maxPages": 1}]}, "parsers.pdf.maxPages"),
        ({"nonsense": 1, "formats": [{"type": "markdown", "other": True}]}, "nonsense, formats.markdown.other"),
    ],
)  # fmt: skip
def test_an_unknown_member_of_an_option_is_named(
    browsing: Api, site: Site, version: str, options: dict[str, Any], named: str
) -> None:
    url = site.file("/", FORM.encode(), "text/html")
    data = shown(browsing, version, url, timeout=PATIENT_MS, **options)

    assert data["warning"] == f"Ignored, this engine does not have it: {named}"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("crawl", {"nonsense": 1, "limit": 1, "sitemap": "skip", "deduplicateSimilarURLs": True, "origin": "sdk"}),
        ("map", {"nonsense": 1, "limit": 1, "search": "x", "integration": "sdk"}),
        ("batch/scrape", {"nonsense": 1, "maxConcurrency": 1, "ignoreInvalidURLs": True}),
    ],
)
def test_an_unknown_option_of_any_route_is_named(
    api: Api, site: Site, version: str, path: str, body: dict[str, Any]
) -> None:
    reply = api.post(f"/{version}/{path}", {"url": site.page("/"), "urls": [site.url], **body} | drop(path))

    assert reply.status_code == 200, reply.get_data(as_text=True)
    assert reply.get_json()["warning"] == "Ignored, this engine does not have it: nonsense"


def drop(path: str) -> dict[str, None]:
    """What a route does not read: a batch has addresses, the others have one."""
    return {"url": None} if path == "batch/scrape" else {"urls": None}
