"""Pages for crawlers: start, film, where to watch it, about."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from movies_catalogue import SOLARIS
from werkzeug.test import Client, TestResponse

from movies_api.site.content import SUMMARY, shortened
from suite.http import Service
from suite_testing.databases import TestDatabase

AGENT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
PATHS = ["/", "/filme/matrix", "/onde-assistir/matrix", "/sobre"]


class Head(HTMLParser):
    """Title, metas, links and JSON-LD of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.canonical: str | None = None
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._open = tag
        if tag == "meta" and "content" in found:
            self.metas[found.get("name") or found.get("property", "")] = found["content"]
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical = found["href"]
        if tag == "a":
            self.links.append(found["href"])
        if tag == "img":
            self.pictures.append(found["src"])

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data

    @property
    def graph(self) -> list[dict[str, Any]]:
        found = json.loads(self.texts["script"])
        assert found["@context"] == "https://schema.org"
        return list(found.get("@graph", [found]))


def page(client: Client, path: str) -> tuple[TestResponse, Head]:
    reply = client.get(path, headers=AGENT)
    assert (reply.status_code, reply.content_type) == (200, "text/html; charset=utf-8"), reply.get_data(as_text=True)
    return reply, Head(reply.get_data(as_text=True))


@pytest.fixture
def seeds(newsroom: Service) -> Client:
    return newsroom.test_client()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_what_previews_and_search_engines_read(seeds: Client, path: str) -> None:
    reply, head = page(seeds, path)

    assert head.canonical == f"https://vibesfilm.com{path}"
    assert head.metas["og:url"] == head.canonical
    assert head.metas["description"] == head.metas["og:description"] == head.metas["twitter:description"]
    assert 50 < len(head.metas["description"]) <= SUMMARY
    assert head.metas["og:title"] in head.texts["title"]
    assert head.metas["twitter:card"] in ("summary", "summary_large_image")
    assert "User-Agent" in reply.headers["Vary"]
    assert reply.headers["Cache-Control"].startswith("private")
    assert seeds.get(path, headers={**AGENT, "If-None-Match": reply.headers["ETag"]}).status_code == 304


def test_a_film_is_a_movie_with_real_ratings_and_the_way_to_it(seeds: Client) -> None:
    _, head = page(seeds, "/filme/matrix")
    movie, way = head.graph

    assert head.texts["title"].strip() == "Matrix (1999) | VibesFilm"
    assert head.metas["og:type"] == "video.movie"
    assert head.metas["og:image"] == movie["image"] == head.pictures[0]
    assert (movie["@type"], movie["name"], movie["alternateName"]) == ("Movie", "Matrix", "The Matrix")
    assert (movie["duration"], movie["dateCreated"], movie["contentRating"]) == ("PT136M", "1999", "14")
    assert [one["name"] for one in movie["director"]] == ["Lana Wachowski", "Lilly Wachowski"]
    assert movie["actor"][0] == {"@type": "Person", "name": "Keanu Reeves"}
    assert movie["aggregateRating"] == {
        "@type": "AggregateRating", "ratingValue": 8.2, "bestRating": 10, "worstRating": 0, "ratingCount": 25800,
    }  # fmt: skip
    assert way["@type"] == "BreadcrumbList"
    assert [(one["position"], one["name"], one["item"]) for one in way["itemListElement"]] == [
        (1, "Início", "https://vibesfilm.com/"),
        (2, "Matrix", "https://vibesfilm.com/filme/matrix"),
    ]


def test_where_to_watch_names_platforms_and_how(seeds: Client) -> None:
    reply, head = page(seeds, "/onde-assistir/matrix")
    text = reply.get_data(as_text=True)

    assert head.metas["description"].startswith("Matrix está em HBO Max")
    assert "Apple TV (Loja)</a>: aluguel" in text
    assert head.graph[0]["potentialAction"][0] == {"@type": "WatchAction", "target": "https://www.hbomax.com"}
    assert [one["name"] for one in head.graph[1]["itemListElement"]] == ["Início", "Matrix", "Onde assistir"]


def test_every_link_of_every_page_leads_to_a_page(seeds: Client) -> None:
    seen: set[str] = set()
    waiting = list(PATHS)
    while waiting:
        path = waiting.pop()
        seen.add(path)
        _, head = page(seeds, path)
        own = {link for link in head.links if link.startswith("/") and not link.startswith(("/artigo", "/categoria"))}
        waiting += sorted(own - seen - set(waiting))
        assert all(
            picture.startswith(("https://", "http://localhost:3000/api/public/posters/")) for picture in head.pictures
        )
    assert len(seen) > 100


def test_a_film_without_votes_or_poster_tells_no_rating_and_shows_a_drawing(
    own_service: Service, own_database: TestDatabase
) -> None:
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE movies SET vote_count = NULL, thumbnail = NULL, title = %s, description = %s WHERE id = %s",
            ('<b>Sol & "Lua"', "</script><script>alert(1)</script>", SOLARIS),
        )
    reply, head = page(own_service.test_client(), "/filme/solaris")

    assert "aggregateRating" not in head.graph[0]
    assert head.graph[0]["description"] == "</script><script>alert(1)</script>"
    assert "og:image" not in head.metas
    assert head.pictures == [f"http://localhost:3000/api/public/posters/{SOLARIS}.svg"]
    assert "<b>Sol" not in reply.get_data(as_text=True)
    assert "<script>" not in reply.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/filme/nao-ha", "/onde-assistir/nao-ha"])
def test_what_is_not_there_is_a_page_with_the_status_404(seeds: Client, path: str) -> None:
    reply = seeds.get(path, headers=AGENT)
    assert (reply.status_code, reply.content_type) == (404, "text/html; charset=utf-8")
    assert "Página não encontrada" in reply.get_data(as_text=True)


@pytest.mark.parametrize("path", PATHS)
def test_people_are_sent_to_the_frontend(start: Any, path: str) -> None:
    client = start(frontend_urls=("https://app.example",)).test_client()

    sent = client.get(f"{path}?de=aqui", headers=PERSON)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"https://app.example{path}?de=aqui")
    assert "User-Agent" in sent.headers["Vary"]
    assert client.get(path, headers={**PERSON, "Host": "app.example"}).status_code in (200, 404)


def test_without_a_frontend_people_get_the_pages(seeds: Client) -> None:
    assert [seeds.get(path, headers=PERSON).status_code for path in PATHS] == [200] * 4


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Curto.", "Curto."),
        ("a " * 10, "a a a a a a a a a a"),
        (f"{'x' * 200}. {'y' * 200}", f"{'x' * 200}."),
        (f"{'palavra ' * 36}feita para {'z' * 40}", f"{'palavra ' * 36}feita…"),
        (None, ""),
    ],
)
def test_a_description_is_cut_between_sentences_or_words_that_do_not_lead_on(text: str | None, short: str) -> None:
    assert shortened(text) == short
