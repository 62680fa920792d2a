"""Scrapes by the engine of our own."""

import gzip

import pytest
from scrape_client import Api, refusal
from scrape_site import Site


def test_markdown_is_what_comes_without_formats(api: Api, site: Site) -> None:
    url = site.page("/artigo", text="Um <b>forte</b> texto com <a href=outro>elo</a> no meio")

    reply = api.scrape(url)
    body = reply.get_json()

    assert (reply.status_code, body["success"], body["engine"]) == (200, True, "embedded")
    assert reply.headers["X-Scrape-Engine"] == "embedded"
    assert set(body["data"]) == {"markdown", "metadata"}
    assert "# Heading /artigo" in body["data"]["markdown"]
    assert "**forte**" in body["data"]["markdown"]
    assert f"]({site.url}/outro)" in body["data"]["markdown"]


def test_metadata_tells_title_language_addresses_status_and_open_graph(api: Api, site: Site) -> None:
    head = '<meta name="description" content="Resumo"><meta property="og:image:width" content="3">'
    target = site.page("/fim", head=head)
    url = site.redirect("/inicio", "/fim", 301)

    assert api.scraped(url)["metadata"] == {
        "title": "Page /fim",
        "description": "Resumo",
        "language": "pt",
        "sourceURL": url,
        "url": target,
        "statusCode": 200,
        "contentType": "text/html; charset=utf-8",
        "ogImageWidth": "3",
    }


def test_html_is_clean_and_raw_html_untouched(api: Api, site: Site) -> None:
    raw = "<html><body onload='x()'><!-- c --><script>evil()</script><style>p{}</style><p>ok</p></body></html>"
    data = api.scraped(site.file("/", raw.encode(), "text/html"), formats=["html", "rawHtml"])

    assert data["rawHtml"] == raw
    assert "<p>ok</p>" in data["html"]
    assert not any(word in data["html"] for word in ("evil", "onload", "p{}", "<!--"))


def test_links_are_absolute_once_in_order_and_only_web(api: Api, site: Site) -> None:
    links = ["/b", "a", "/b#x", "mailto:x@y.z", "javascript:x()", "http://other.example/z", "//cdn.example/q", "#top"]
    data = api.scraped(site.page("/dir/p", links=links), formats=["links"])

    assert data["links"] == [
        f"{site.url}/b",
        f"{site.url}/dir/a",
        "http://other.example/z",
        "http://cdn.example/q",
        f"{site.url}/dir/p",
    ]


def test_json_holds_what_the_page_says_of_itself(api: Api, site: Site) -> None:
    head = (
        '<link rel="canonical" href="http://c.example/"><meta name="author" content="Ana">'
        '<meta property="article:published_time" content="2026-01-02"><meta property="og:title" content="T">'
        '<script type="application/ld+json">{"@type":"Article"}</script>'
        '<script type="application/ld+json">{broken</script>'
    )
    data = api.scraped(site.page("/", head=head), formats=["json"])

    assert data["json"] == {
        "title": "Page /",
        "description": "",
        "language": "pt",
        "author": "Ana",
        "publishedDate": "2026-01-02",
        "canonical": "http://c.example/",
        "openGraph": {"title": "T"},
        "jsonLd": [{"@type": "Article"}],
    }


def test_tags_ids_and_classes_choose_what_is_shown(api: Api, site: Site) -> None:
    body = '<p class="a b">um</p><p id="x">dois</p><div><em>tres</em><p class="b">quatro</p></div>'
    url = site.file("/", body.encode(), "text/html")

    assert api.scraped(url, includeTags=[".a", "#x"])["markdown"] == "um\n\ndois"
    assert api.scraped(url, excludeTags=["em", ".b"])["markdown"] == "dois"


def test_the_whole_page_is_converted_when_the_main_part_is_not_wanted(api: Api, site: Site) -> None:
    url = site.file("/", b"<nav>menu</nav><main><p>texto</p></main>", "text/html")

    assert "menu" in api.scraped(url, onlyMainContent=False)["markdown"]
    assert "menu" not in api.scraped(url)["markdown"]
    assert "menu" not in api.scraped(url, formats=["html"], onlyMainContent="true")["html"]


@pytest.mark.parametrize("body", [b"", b"<html><body></body></html>", b"<script>x</script>", b"<!-- only -->"])
def test_a_page_without_text_has_empty_markdown(api: Api, site: Site, body: bytes) -> None:
    assert api.scraped(site.file("/", body, "text/html"))["markdown"] == ""


@pytest.mark.parametrize(
    ("body", "media"),
    [
        ("Olá ção".encode("latin-1"), "text/html; charset=iso-8859-1"),
        (b"<meta charset=windows-1252><p>" + "Olá ção".encode("cp1252"), "text/html"),
        ("<p>Olá ção</p>".encode(), "text/html"),
        (b"\xef\xbb\xbf" + "<p>Olá ção</p>".encode(), "text/html; charset=latin-1"),
        ("<p>Olá ção</p>".encode("latin-1"), "text/html; charset=utf-8"),
        ("<p>Olá ção</p>".encode(), "text/html; charset=nonsense"),
    ],
)
def test_the_charset_is_found_also_where_the_header_is_wrong(api: Api, site: Site, body: bytes, media: str) -> None:
    assert api.scraped(site.file("/", body, media))["markdown"] == "Olá ção"


def test_plain_text_and_json_are_markdown_too(api: Api, site: Site) -> None:
    assert api.scraped(site.file("/t", b"line\n* x", "text/plain"))["markdown"] == "line\n* x"
    assert api.scraped(site.file("/j", b'{"a":1}', "application/json"))["markdown"] == '```json\n{"a":1}\n```'


def test_other_content_is_metadata_and_a_warning(api: Api, site: Site) -> None:
    data = api.scraped(site.file("/f.pdf", b"%PDF", "application/pdf"))

    assert set(data) == {"metadata", "warning"}
    assert data["metadata"]["contentType"] == "application/pdf"


def test_wait_for_is_ignored_with_a_warning(api: Api, site: Site) -> None:
    assert "waitFor" in api.scraped(site.page("/"), waitFor=100)["warning"]


@pytest.mark.parametrize("status", [404, 410, 500])
def test_an_error_of_the_target_is_not_ours(api: Api, site: Site, status: int) -> None:
    assert api.scraped(site.page("/", status=status))["metadata"]["statusCode"] == status


@pytest.mark.parametrize("format", ["screenshot", "screenshot@fullPage"])
def test_pictures_need_firecrawl(api: Api, site: Site, format: str) -> None:
    body = refusal(api.scrape(site.page("/"), formats=["markdown", format]), 501, "NOT_SUPPORTED")

    assert body["error"] == "Format 'screenshot' requires Firecrawl; the embedded engine does not render pages"


def test_a_refused_connection_is_an_unreachable_target(api: Api, site: Site) -> None:
    url = site.page("/")
    site.__exit__(None, None, None)
    body = refusal(api.scrape(url), 502, "TARGET_UNREACHABLE")
    site.__init__()  # type: ignore[misc]
    site.__enter__()

    assert body["error"] == "Target unreachable: connection refused"


def test_a_target_that_never_answers_times_out(api: Api, site: Site) -> None:
    site.answers["/slow"] = lambda handler: site.stopping.wait() and None
    body = refusal(api.scrape(site.url + "/slow", timeout=1000), 504, "TARGET_TIMEOUT")

    assert body["error"] == "Target request timed out"


def test_a_target_that_drips_its_body_times_out(api: Api, site: Site) -> None:
    def drip(handler):  # type: ignore[no-untyped-def]
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not site.stopping.wait(0.1):
            handler.wfile.write(b"x")

    site.answers["/drip"] = drip

    refusal(api.scrape(site.url + "/drip", timeout=1000), 504, "TARGET_TIMEOUT")


def test_a_target_that_drips_its_header_times_out(api: Api, site: Site) -> None:
    def drip(handler):  # type: ignore[no-untyped-def]
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not site.stopping.wait(0.1):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    site.answers["/drip"] = drip

    refusal(api.scrape(site.url + "/drip", timeout=1000), 504, "TARGET_TIMEOUT")


@pytest.mark.parametrize("declared", [True, False])
def test_a_page_over_the_cap_is_refused(api: Api, site: Site, declared: bool) -> None:
    body = b"<p>" + b"x" * 20_000_000
    headers = {"Content-Type": "text/html", **({} if declared else {"Connection": "close", "Content-Length": ""})}
    site.answers["/big"] = (200, body, headers)

    answer = refusal(api.scrape(site.url + "/big"), 502, "RESPONSE_TOO_LARGE")
    assert answer["error"] == "Response exceeds 10485760 bytes"


def test_a_gzip_bomb_stops_at_the_cap(api: Api, site: Site) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    url = site.file("/bomb", bomb, "text/html", Content_Encoding="gzip")

    refusal(api.scrape(url), 502, "RESPONSE_TOO_LARGE")


def test_compressed_pages_are_read(api: Api, site: Site) -> None:
    url = site.file("/", gzip.compress(b"<p>texto</p>"), "text/html", Content_Encoding="gzip")

    assert api.scraped(url)["markdown"] == "texto"


def test_a_redirect_loop_ends(api: Api, site: Site) -> None:
    url = site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    body = refusal(api.scrape(url), 502, "TARGET_UNREACHABLE")

    assert body["error"] == "Target unreachable: too many redirects"
    assert sum(site.hits.values()) == 11


def test_a_busy_target_is_asked_again(api: Api, site: Site) -> None:
    answers = iter([(503, b"", {"Content-Type": "text/html"})] * 2)
    site.answers["/"] = lambda handler: next(answers, (200, b"<p>enfim</p>", {"Content-Type": "text/html"}))

    assert api.scraped(site.url + "/")["markdown"] == "enfim"
    assert site.hits["/"] == 3


def test_a_target_that_stays_busy_is_shown_as_it_is(api: Api, site: Site) -> None:
    assert api.scraped(site.page("/", status=503))["metadata"]["statusCode"] == 503
    assert site.hits["/"] == 3


def test_the_target_sees_who_asks_and_nothing_of_the_client(api: Api, site: Site) -> None:
    api.scrape(site.page("/"), headers={"Cookie": "a=b", "Authorization": "Bearer x", "X-Request-ID": "abc"})

    assert set(site.headers[0]) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"} - {"Connection"}
    assert site.headers[0]["User-Agent"].startswith("scrape-proxy/")
