"""Films without a poster get one with their title and year, drawn by the service."""

import re
from typing import Any
from xml.dom import minidom

import pytest
from movies_catalogue import OTHELLO, SOLARIS, UNKNOWN
from werkzeug.test import Client

from movies_api.posters.picture import SIZES, columns_of, draw_poster, fitted
from suite.http import Service
from suite_testing.databases import TestDatabase

DRAWN = re.compile(r"http://localhost:3000(/api/public/posters/[0-9a-f-]{36}\.svg)")
PATHS = [
    "/api/public/home",
    "/api/public/search",
    "/api/public/filme/mad-max",
    "/api/public/sentimentos/feliz",
    "/api/public/jornadas/maintain",
    "/movies?limit=200",
    "/movies/parasita",
    "/movies/suggestions?sentimentId=14&intentionId=7&limit=50",
    "/main-sentiments/13",
    "/main-sentiments/13/journey-flow",
    "/api/personalized-journey/13/1",
    "/journey-option-flows/6",
    "/api/movie/parasita/hero",
    "/api/daily-curation/today/full",
]


def thumbnails(value: Any) -> list[str | None]:
    """Every thumbnail in a reply."""
    if isinstance(value, list):
        return [found for entry in value for found in thumbnails(entry)]
    if not isinstance(value, dict):
        return []
    own = [value["thumbnail"]] if "thumbnail" in value else []
    return own + [found for entry in value.values() for found in thumbnails(entry)]


@pytest.mark.parametrize("path", PATHS)
def test_every_film_has_a_poster(newsroom: Service, path: str) -> None:
    reply = newsroom.test_client().get(path)
    found = thumbnails(reply.get_json())

    assert reply.status_code == 200
    assert found
    assert all(one and (one.startswith("https://") or DRAWN.fullmatch(one)) for one in found)


def test_every_drawn_poster_of_the_seeds_is_a_picture(newsroom: Service) -> None:
    client = newsroom.test_client()
    films = client.get("/movies?limit=200&include=none").get_json()
    drawn = {film["title"]: found[1] for film in films if (found := DRAWN.fullmatch(film["thumbnail"]))}

    assert len(drawn) == 37
    for title, path in drawn.items():
        reply = client.get(path)
        picture = minidom.parseString(reply.data)
        assert (reply.status_code, reply.content_type) == (200, "image/svg+xml; charset=utf-8")
        assert picture.documentElement.getAttribute("aria-label").startswith(title)
        assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert client.get(path, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304


def test_generated_suggestions_have_posters_too(own_service: Service, own_database: TestDatabase) -> None:
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE movies SET thumbnail = NULL")
        cursor.execute("DELETE FROM movie_suggestion_flows")
    journey = own_service.test_client().get("/api/personalized-journey/14/7").get_json()

    assert thumbnails(journey)
    assert all(DRAWN.fullmatch(one or "") for one in thumbnails(journey))


def test_text_of_a_film_is_never_taken_for_an_address(own_service: Service, own_database: TestDatabase) -> None:
    text = 'um\t"dois" \\t"três"'
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE movies SET description = %s, keywords = %s WHERE id = %s", (text, [text, '\t"'], SOLARIS)
        )
    film = own_service.test_client().get(f"/movies/{SOLARIS}").get_json()

    assert film["description"] == text
    assert film["keywords"] == [text, '\t"']


def test_the_address_is_that_of_the_settings(start: Any) -> None:
    client = start(api_url="https://filmes.example/").test_client()
    film = client.get(f"/api/movies/{SOLARIS}").get_json()
    assert film["thumbnail"] == f"https://filmes.example/api/public/posters/{SOLARIS}.svg"


@pytest.mark.parametrize("film", [UNKNOWN, "abc", f"{OTHELLO}x"])
def test_an_unknown_film_has_no_poster(client: Client, film: str) -> None:
    assert client.get(f"/api/public/posters/{film}.svg").status_code == 404


@pytest.mark.parametrize(
    "title",
    [
        "",
        "A",
        "x" * 255,
        "palavra " * 32,
        "千と千尋の神隠し" * 32,
        "<script>&\"'",
        "a\x00\x08\ud800\ufffeb",
        "e\u0301" * 120,
    ],
)
def test_any_title_makes_a_picture_that_holds_it(title: str) -> None:
    picture = minidom.parseString(draw_poster(title, 1999).encode())
    size, lines = fitted(title.strip() or "?")
    columns, most = next((columns, most) for other, columns, most in SIZES if other == size)

    assert picture.getElementsByTagName("script") == []
    assert "1999" in picture.documentElement.getAttribute("aria-label")
    assert len(lines) <= most
    assert all(columns_of(line) <= columns + 1 for line in lines)


def test_the_same_film_always_looks_the_same() -> None:
    assert draw_poster("Solaris", 1972) == draw_poster("Solaris", 1972) != draw_poster("Solaris", 2002)
