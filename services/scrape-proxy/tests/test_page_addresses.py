"""References of a page mean what a browser makes of them, in every format."""

import pytest
from scrape_client import Api
from scrape_site import HTML, Site
from webencodings import lookup

from scrape_proxy.pages.addresses import resolve
from scrape_proxy.pages.references import candidates, with_query

BASE = "http://h.example:9700/dir/"


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("files/my report.pdf", "http://h.example:9700/dir/files/my%20report.pdf"),
        (" /pad ", "http://h.example:9700/pad"),
        ("/new\nli\tne", "http://h.example:9700/newline"),
        ("?q=a b", "http://h.example:9700/dir/?q=a%20b"),
        ("/café", "http://h.example:9700/caf%C3%A9"),
        ("//other.example/pr", "http://other.example/pr"),
        ("http:relative", "http://h.example:9700/dir/relative"),
        ("HTTP://H.EXAMPLE:9700/UP", "http://h.example:9700/UP"),
        ("\\back", "http://h.example:9700/back"),
        ("http://h.example:9700\\a\\b", "http://h.example:9700/a/b"),
        ("https:///x.example/y", "https://x.example/y"),
        ("#x", "http://h.example:9700/dir/"),
        ("", "http://h.example:9700/dir/"),
        ("./", "http://h.example:9700/dir/"),
        ("../../../up", "http://h.example:9700/up"),
        ("http://bücher.example/x", "http://xn--bcher-kva.example/x"),
        ("http://BÜCHER.example/x", "http://xn--bcher-kva.example/x"),
        ("/[id]", "http://h.example:9700/[id]"),
        ("http://e.com:80/", "http://e.com/"),
        ("/a|b", "http://h.example:9700/a|b"),
        ("javascript:void(0)", None),
        ("java\nscript:alert(1)", None),
        ("mailto:a@example.org", None),
        ("data:text/html,x", None),
        ("http://exa mple/", None),
        ("http://a.example:99999/", None),
        ("http://[::1", None),
        ("\ud800", None),
        ("http://h.example/" + "x" * 3000, None),
        (None, None),
    ],
)
def test_a_reference_is_resolved_as_browsers_do(reference: str | None, address: str | None) -> None:
    assert resolve(BASE, reference) == address


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "１２７.０.０.１"])
def test_an_address_in_disguise_stays_as_it_was_written_for_the_guard(host: str) -> None:
    assert resolve(BASE, f"http://{host}/x") == f"http://{host}/x"
    assert resolve("http://127.0.0.1/", f"//{host}/x") == f"http://{host}/x"


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        ("a.png 1x, b.png 2x", [("a.png", "1x"), ("b.png", "2x")]),
        ("c.webp", [("c.webp", "")]),
        ("a.png, b.png 480w", [("a.png", ""), ("b.png", "480w")]),
        ("/w_1,h_2/a.png 1x,/b.png 2x", [("/w_1,h_2/a.png", "1x"), ("/b.png", "2x")]),
        (" ,, a.png\n 100w ,", [("a.png", "100w")]),
        ("a.png 1x (b, c) 2x, d.png", [("a.png", "1x (b, c) 2x"), ("d.png", "")]),
        ("a.png (1x, d.png", [("a.png", "(1x, d.png")]),
        ("a\u00a0b.png 2x", [("a\u00a0b.png", "2x")]),
        ("", []),
    ],
)
def test_a_set_of_sources_is_split_where_browsers_split_it(value: str, pairs: list[tuple[str, str]]) -> None:
    assert candidates(value) == pairs


@pytest.mark.parametrize(
    ("label", "reference", "address"),
    [
        ("windows-1252", "/s?q=café#é", "/s?q=caf%E9"),
        ("iso-8859-1", "/é?q=€", "/%C3%A9?q=%80"),
        ("windows-1251", "?q=Привет мир&x=1", "/dir/page?q=%CF%F0%E8%E2%E5%F2%20%EC%E8%F0&x=1"),
        ("windows-1251", "?q=ção", "/dir/page?q=%26%23231%3B%26%23227%3Bo"),
        ("shift_jis", "?q=表", "/dir/page?q=%95\\"),
        ("utf-8", "?q=café", "/dir/page?q=caf%C3%A9"),
    ],
)
def test_letters_in_a_query_are_sent_in_the_encoding_of_the_page(
    api: Api, site: Site, label: str, reference: str, address: str
) -> None:
    body = f'<p>Text</p><a href="{reference}">x</a>'
    encoded = body.encode("cp1252" if label == "iso-8859-1" else label, "xmlcharrefreplace")
    page = site.file("/dir/page", encoded, f"text/html; charset={label}")

    assert api.scraped(page, formats=["links"])["links"] == [site.url + address]


def test_the_subject_of_a_mail_and_the_letters_of_a_path_stay() -> None:
    assert with_query("mailto:a@b.example?subject=é", lookup("windows-1252")) == "mailto:a@b.example?subject=é"
    assert with_query("/é?ü#ß", lookup("windows-1252")) == "/é?%FC#ß"


PAGE = """<html><head><link rel="canonical" href="/canon"><title>links</title>
<meta property="og:image" content="/cover.png"></head><body><main><p>Words around
<a href="files/my report.pdf">spaced</a> <a href="\\back">backslash</a> <a href="#x">frag</a></p>
<img src="a.png" srcset="/a.png 1x, b.png 2x" alt="pic"><picture><source srcset="c.webp">
<img data-src="lazy.jpg" alt="lazy"></picture><form action="/go"><button formaction="go2">x</button></form>
<video poster="p.jpg"></video><blockquote cite="q">Quote</blockquote></main></body></html>"""


@pytest.fixture
def page(api: Api, site: Site) -> dict[str, object]:
    site.answers["/dir/page"] = (200, PAGE.encode(), HTML)
    data = api.scraped(site.url + "/dir/page", formats=["markdown", "html", "links", "json"])
    return {"site": site.url, **data}


def test_links_markdown_and_html_hold_absolute_addresses_only(page: dict[str, object]) -> None:
    base, html = page["site"], str(page["html"])

    assert page["links"] == [f"{base}/dir/files/my%20report.pdf", f"{base}/back", f"{base}/dir/page"]
    assert f"[spaced]({base}/dir/files/my%20report.pdf)" in str(page["markdown"])
    assert f"![pic]({base}/dir/a.png)" in str(page["markdown"])
    assert f"![lazy]({base}/dir/lazy.jpg)" in str(page["markdown"])
    assert f'srcset="{base}/a.png 1x, {base}/dir/b.png 2x"' in html
    assert f'srcset="{base}/dir/c.webp"' in html
    for reference in ("lazy.jpg", "p.jpg", "q", "go2"):
        assert f'"{base}/dir/{reference}"' in html


def test_canonical_and_pictures_of_open_graph_are_absolute(page: dict[str, object]) -> None:
    assert page["json"]["canonical"] == f"{page['site']}/canon"  # type: ignore[index]
    assert page["json"]["openGraph"] == {"image": f"{page['site']}/cover.png"}  # type: ignore[index]
    assert page["metadata"]["ogImage"] == f"{page['site']}/cover.png"  # type: ignore[index]


def test_a_base_element_is_what_references_are_relative_to(api: Api, site: Site) -> None:
    body = '<head><base href="/base/"><link rel=canonical href=c></head><body><p>Text <a href="page.php">Page</a></p>'
    data = api.scraped(site.file("/foo/bar", body.encode(), "text/html"), formats=["links", "markdown", "json"])

    assert data["links"] == [f"{site.url}/base/page.php"]
    assert data["markdown"] == f"Text [Page]({site.url}/base/page.php)"
    assert data["json"]["canonical"] == f"{site.url}/base/c"


@pytest.mark.parametrize(("location", "path"), [("/a b", "/a%20b"), ("\\x", "/x"), (" /y ", "/y"), ("/é", "/%C3%A9")])
def test_a_redirect_leads_where_browsers_go(api: Api, site: Site, location: str, path: str) -> None:
    site.page(path, text="arrived")
    site.answers["/"] = (302, b"", {"Location": location.encode().decode("latin-1")})

    assert "arrived" in api.scraped(site.url + "/")["markdown"]
