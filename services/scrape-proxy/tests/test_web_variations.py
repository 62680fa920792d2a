"""Bytes, addresses and robots.txt as the web has them: variations beside those of the other tests."""

import pytest
from scrape_client import Api
from scrape_site import Site

from scrape_proxy.maps.entries import list_entries
from scrape_proxy.pages.addresses import resolve
from scrape_proxy.pages.charsets import decode_page, decode_text
from scrape_proxy.pages.fetcher import FetchedPage
from scrape_proxy.pages.links import links_of
from scrape_proxy.pages.parsed import parse_page
from scrape_proxy.pages.references import candidates
from scrape_proxy.robots.rules import parse_robots

HTML = "text/html"


@pytest.mark.parametrize(
    ("head", "codec", "text"),
    [
        ('<meta charset="nonsense"><meta charset="iso-8859-2">', "iso-8859-2", "Žluťoučký kůň"),
        ('<meta charset=""><meta charset="koi8-r">', "koi8-r", "Привет всем"),
        ('<!-- <meta charset="utf-8"> --><meta charset="windows-1251">', "cp1251", "Привет всем"),
        ('<!--><meta charset="windows-1251">', "cp1251", "Привет всем"),
        ("<META CHARSET=Shift_JIS>", "cp932", "日本語のページ"),
        ("<meta charset = 'euc-kr' />", "cp949", "한국어 페이지"),
        ('<meta content="text/html;charset=gb2312" http-equiv="Content-Type">', "gb18030", "中文网页"),
        ('<meta http-equiv=content-type content="text/html; charset = big5">', "big5", "繁體中文"),
        ('<meta http-equiv="refresh" content="5; charset=utf-16"><meta charset="cp1250">', "cp1250", "Příliš žluť"),
        ('<meta name="charset" content="utf-8"><meta charset="latin2">', "iso-8859-2", "Žluťoučký kůň"),
        ('<meta charset="utf-16be">', "utf-8", "olá, coração"),
        ('<meta charset="utf-8" charset="koi8-r">', "utf-8", "olá, coração"),
        ('<script>"<meta charset=koi8-r>"</script>', "koi8-r", "Привет всем"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251", "Привет всем"),
        (
            '<title>a > b</title><link title="<meta charset=utf-8>"><meta charset="cp1253">',
            "cp1253",
            "Καλημέρα σε όλους",
        ),
    ],
)
def test_the_first_declaration_that_browsers_understand_counts(head: str, codec: str, text: str) -> None:
    body = f"{head}<p>{text}</p>".encode(codec)
    assert text in decode_page(body, HTML)[0]


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ('text/html; charset="ISO-8859-15"', b"10 \xa4", "10 €"),
        ("text/html;charset=Windows-1252;", b"\x93x\x94", "“x”"),
        ("text/html; charset=unknown-8bit", '<meta charset="koi8-r">Мир'.encode("koi8-r"), "Мир"),
        ("text/html; boundary=x; charset=gbk", "中文".encode("gbk"), "中文"),
        ("text/html; CHARSET=utf-8", b"ol\xc3\xa1 \xff x", "olá \ufffd x"),
        ("text/html; charset=utf-8; charset=koi8-r", "olá".encode(), "olá"),
        ("text/html; charset=iso-8859-1", b"\xef\xbb\xbfol\xc3\xa1", "olá"),
        ("text/html; charset=utf-8", b"\xf0\x9f\x98 x \xe2\x82", "\ufffd x \ufffd"),
        ("text/html; charset=utf-8", b"ol\xc3\xa1 \xed\xa0\x80x", "olá \ufffd\ufffd\ufffdx"),
    ],
)
def test_the_header_is_read_as_browsers_read_it(content_type: str, body: bytes, text: str) -> None:
    assert decode_page(body, content_type)[0].endswith(text)


def test_text_without_a_declaration_is_utf_8_where_it_can_be() -> None:
    assert decode_text("Disallow: /ação".encode()) == "Disallow: /ação"
    assert decode_text(b"Disallow: /a\xe7\xe3o") == "Disallow: /ação"


BASE = "https://example.com/a/b/c.html?q=1#here"


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("", "https://example.com/a/b/c.html?q=1"),
        ("#x", "https://example.com/a/b/c.html?q=1"),
        ("?", "https://example.com/a/b/c.html?"),
        ("?a=b c", "https://example.com/a/b/c.html?a=b%20c"),
        ("https:d", "https://example.com/a/b/d"),
        ("http:d", "http://d/"),
        ("https:/d", "https://example.com/d"),
        ("https:////d/e", "https://d/e"),
        ("\\\\other.example\\x", "https://other.example/x"),
        ("\x01 d\t.ht\nml \x1f", "https://example.com/a/b/d.html"),
        ("../../../../d", "https://example.com/d"),
        ("./%2e%2E/d", "https://example.com/a/d"),
        ("d/.", "https://example.com/a/b/d/"),
        ("HTTPS://EXAMPLE.com:443/D", "https://example.com/D"),
        ("http://example.com:080/", "http://example.com/"),
        ("//bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("//EXAMPLE。com/", "https://example.com/"),
        ("//faß.example/", "https://xn--fa-hia.example/"),
        ("d%zz%41", "https://example.com/a/b/d%zz%41"),
        ('d^{}|`<>"', "https://example.com/a/b/d%5E%7B%7D|%60%3C%3E%22"),
        ("//user:pa ss@example.com/", "https://user:pa%20ss@example.com/"),
        ("//exa%6Dple.com/", "https://example.com/"),
        ("mailto:a@example.com", None),
        ("javascript:void(0)", None),
        ("tel:+55", None),
        ("//exa mple.com/", None),
        ("https://", None),
        ("//a:99999/", None),
        ("//[::1/", None),
        ("data:text/html,x", None),
    ],
)
def test_a_reference_means_what_it_means_to_browsers(reference: str, address: str | None) -> None:
    assert resolve(BASE, reference) == address


@pytest.mark.parametrize(
    ("srcset", "pairs"),
    [
        ("a.png", [("a.png", "")]),
        (" a.png 1x ,b.png 2x", [("a.png", "1x"), ("b.png", "2x")]),
        ("a,b.png 100w, c.png 200w", [("a,b.png", "100w"), ("c.png", "200w")]),
        ("a.png, b.png,", [("a.png", ""), ("b.png", "")]),
        (",,a.png 1x", [("a.png", "1x")]),
        ("data:image/png;base64,AA== 1x, b.png 2x", [("data:image/png;base64,AA==", "1x"), ("b.png", "2x")]),
        ("a.png 1x\n,\tb.png 2x", [("a.png", "1x"), ("b.png", "2x")]),
    ],
)
def test_a_set_of_pictures_is_read_as_browsers_read_it(srcset: str, pairs: list[tuple[str, str]]) -> None:
    assert candidates(srcset) == pairs


def page_of(markup: str) -> FetchedPage:
    address = "https://example.com/dir/page"
    return FetchedPage(address, address, 200, {"Content-Type": HTML}, markup.encode())


@pytest.mark.parametrize(
    ("markup", "links"),
    [
        ('<base target=x><base href="/other/"><base href="/third/"><a href=a>', ["https://example.com/other/a"]),
        ('<base href="javascript:1"><a href=a>', ["https://example.com/dir/a"]),
        ('<a href=b><base href="https://cdn.example/">', ["https://cdn.example/b"]),
        ('<template><a href="/item/{{id}}">x</a></template><a href=a>', ["https://example.com/dir/a"]),
        ("<!-- <a href=hidden> --><map><area href=a></map>", ["https://example.com/dir/a"]),
        ("<a href=a#1><a href=a#2><a name=x><a href>", ["https://example.com/dir/a", "https://example.com/dir/page"]),
        ('<a href="a?x=1&amp;y=2&copy=3">', ["https://example.com/dir/a?x=1&y=2&copy=3"]),
    ],
)
def test_links_are_those_a_browser_has(markup: str, links: list[str]) -> None:
    assert links_of(parse_page(page_of(markup)).root, "https://example.com/dir/page") == links


def robots(text: str, path: str) -> bool:
    return parse_robots(text, "scrape-proxy/1.0").allows(f"https://example.com{path}")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: proxy\nDisallow: /", "/", True),
        ("User-agent: scrape-proxy-extra\nDisallow: /", "/", True),
        ("user-agent:scrape-proxy\r\rdisallow:/a\r", "/ab", False),
        ("User-agent: *\nSitemap: https://example.com/s.xml\nDisallow: /a", "/a", False),
        ("User-agent: a\nUser-agent: *\n\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/a", False),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /*?", "/a?b", False),
        ("User-agent: *\nDisallow: /\nAllow: /$", "/", True),
        ("User-agent: *\nDisallow: /\nAllow: /$", "/a", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("User-agent: *\nDisallow: /a%3cd", "/a%3Cd", False),
        ("User-agent: *\nDisallow: /ünde", "/%C3%BCnder", False),
        ("User-agent: *\nDisallow: /a # all of it", "/ab", False),
        ("User-agent: *\nDisallow: /A", "/a", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nNoindex: /a\nDisallow: /b", "/a", True),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("<html><body>User-agent: *</body></html>", "/a", True),
        ("User-agent: *\nDisallow: /a\nUser-agent: scrape-proxy\nAllow: /", "/a", True),
    ],
)
def test_rules_are_read_as_search_engines_read_them(text: str, path: str, allowed: bool) -> None:
    assert robots(text, path) is allowed


def test_a_sitemap_is_read_in_the_encoding_it_declares() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><urlset><url><loc>https://example.com/ação</loc></url></urlset>'
    page = FetchedPage("https://example.com/s.xml", "https://example.com/s.xml", 200, {"Content-Type": "text/xml"}, b"")
    for encoding in ("iso-8859-1", "utf-16"):
        written = text.replace("ISO-8859-1", encoding).encode(encoding)
        read = list_entries(replaced(page, written), 10_000)
        assert read == [("url", "https://example.com/a%C3%A7%C3%A3o")], encoding


def replaced(page: FetchedPage, body: bytes) -> FetchedPage:
    return FetchedPage(page.source_url, page.url, 200, page.headers, body)


@pytest.mark.parametrize("location", ["/caminho/ação", "/caminho/a%C3%A7%C3%A3o", " /caminho/a\u00e7\u00e3o "])
def test_a_redirect_goes_where_a_browser_goes(api: Api, site: Site, location: str) -> None:
    site.page("/caminho/a%C3%A7%C3%A3o", text="arrived")
    # Servers write the bytes of UTF-8 as they are.
    site.redirect("/from", location.encode().decode("latin-1"))

    data = api.scraped(site.url + "/from")

    assert "arrived" in data["markdown"] and data["metadata"]["url"].endswith("/caminho/a%C3%A7%C3%A3o")
