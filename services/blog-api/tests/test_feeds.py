"""Feeds and sitemaps."""

from html import unescape
from xml.etree import ElementTree

import pytest
from blog_client import Api, Rows

from blog_api.feeds.documents import absolute_html

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(reader: Api, path: str) -> list[str]:
    reply = reader.get(path)
    assert reply.content_type.startswith("application/xml")
    assert reply.headers["Cache-Control"] == "public, max-age=600"
    return [entry.text or "" for entry in ElementTree.fromstring(reply.get_data()).iter(f"{SITEMAP}loc")]


def test_rss_lists_the_newest_articles_with_their_contents(reader: Api) -> None:
    reply = reader.get("/blog/feed.xml")
    assert reply.content_type.startswith("application/rss+xml")
    channel = ElementTree.fromstring(reply.get_data()).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "VibesFilm Blog"
    links = [item.findtext("link") for item in channel.iter("item")]
    assert links == [
        "https://vibesfilm.com/lista/lista-de-inverno",
        "https://vibesfilm.com/analise/segundo",
        "https://vibesfilm.com/analise/mesmo-slug",
    ]
    contents = [item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") for item in channel.iter("item")]
    assert contents[2] == "<p>Um <strong>travelling</strong> de 100% & tres</p>"


def test_atom_lists_the_same(reader: Api) -> None:
    reply = reader.get("/blog/atom.xml")
    assert reply.content_type.startswith("application/atom+xml")
    feed, atom = ElementTree.fromstring(reply.get_data()), "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{atom}id") == "https://vibesfilm.com/blog/atom.xml"
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries][2] == "Emoção à prova tres"
    content = entries[2].find(f"{atom}content")
    assert content is not None
    assert (content.text, content.get("type")) == ("<p>Um <strong>travelling</strong> de 100% & tres</p>", "html")
    assert [term.get("term") for term in entries[2].findall(f"{atom}category")] == ["Filmes tres", "Ação tres"]
    moments = [entry.findtext(f"{atom}{name}") or "" for entry in entries for name in ("published", "updated")]
    assert all(moment.endswith("Z") and moment[10] == "T" for moment in moments)


def test_json_feed_lists_the_same(reader: Api) -> None:
    reply = reader.get("/blog/feed.json")
    feed = reply.get_json(force=True)
    assert reply.content_type.startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]][2] == "Emoção à prova tres"
    assert feed["items"][2]["tags"] == ["Filmes tres", "Ação tres"]


def test_a_feed_uses_the_domain_of_its_blog(reader: Api) -> None:
    assert reader.get("/blog/feed.json?blogId=2").get_json(force=True)["home_page_url"] == "https://dois.example"


def test_characters_xml_cannot_hold_are_left_out(reader: Api, rows: Rows) -> None:
    rows.article(1, "controle", title="Um \x0b <título> & mais", content="a\x1fb]]>c")
    titles = [
        item.findtext("title")
        for item in ElementTree.fromstring(reader.get("/blog/feed.xml?blogId=1").get_data()).iter("item")
    ]
    assert "Um  <título> & mais" in titles


def test_sitemaps_name_visible_pages_only(reader: Api) -> None:
    assert locations(reader, "/sitemap/articles.xml") == [
        "https://vibesfilm.com/lista/lista-de-inverno",
        "https://vibesfilm.com/analise/segundo",
        "https://vibesfilm.com/analise/mesmo-slug",
    ]
    assert locations(reader, "/sitemap/categories.xml") == ["https://vibesfilm.com/categoria/filmes"]
    assert locations(reader, "/sitemap/tags.xml") == ["https://vibesfilm.com/tag/acao"]


@pytest.mark.parametrize("path", ["/blog/feed.xml", "/blog/atom.xml", "/blog/feed.json"])
def test_addresses_in_a_feed_are_whole(reader: Api, rows: Rows, path: str) -> None:
    content = (
        '<p>use href="/texto" <a href="/filme/matrix">m</a> <a href="outro?a=1&amp;b=2">o</a> <a href="#fim">f</a></p>'
        '<img src="//cdn.example/a.png" srcset="/a.png 1x, b.png 2x"><img src="/blog/pictures/colinas/a.svg">'
    )
    article = rows.article(3, "com-enderecos", content=content, image_url="/blog/pictures/colinas/a.svg")
    try:
        text = unescape(reader.get(path).get_data(as_text=True).replace('\\"', '"'))
        text = unescape(text)
    finally:
        rows.run("DELETE FROM articles WHERE id = %s", article)
    for expected in (
        'use href="/texto"',
        'href="https://vibesfilm.com/filme/matrix"',
        'href="https://vibesfilm.com/analise/outro?a=1&b=2"',
        'href="https://vibesfilm.com/analise/com-enderecos#fim"',
        'src="https://cdn.example/a.png"',
        'srcset="https://vibesfilm.com/a.png 1x, https://vibesfilm.com/analise/b.png 2x"',
        'src="http://localhost:3100/blog/pictures/colinas/a.svg"',
    ):
        assert expected in text, expected
    if path.endswith("json"):
        assert '"image":"http://localhost:3100/blog/pictures/colinas/a.svg"' in text


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ('srcset="/a,b.png 2x, c.png 100w"', 'srcset="https://s.example/a,b.png 2x, https://s.example/p/c.png 100w"'),
        ('srcset="a.png,b.png"', 'srcset="https://s.example/p/a.png,b.png"'),
        ('srcset=",, a.png 1x ,b.png 2x,"', 'srcset="https://s.example/p/a.png 1x, https://s.example/p/b.png 2x"'),
        ('src="a b.png"', 'src="https://s.example/p/a%20b.png"'),
        ('href="\\x\\y"', 'href="https://s.example/x/y"'),
        ('href=" /q "', 'href="https://s.example/q"'),
        ('href="tel:1"', 'href="tel:1"'),
        ('href="//["', 'href="//["'),
        ('srcset="' + "," * 500_000 + '"', 'srcset=""'),
        ('srcset="' + "a," * 250_000 + '"', 'srcset="https://s.example/p/' + "a," * 249_999 + 'a"'),
    ],
)
def test_addresses_are_resolved_as_browsers_do(given: str, whole: str) -> None:
    """A set of pictures took the square of its length."""
    assert absolute_html(f"<img {given}>", "https://s.example/p/y") == f"<img {whole}>"
