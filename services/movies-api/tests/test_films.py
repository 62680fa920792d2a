"""/movies: filters, orders, pages, includes."""

import base64
import json
from typing import Any

import pytest
from movies_catalogue import ACTION, ADULT, DANCE, OBRIEN, OTHELLO, PERCENT, SOLARIS, UNRATED
from movies_shapes import MOVIE_FULL
from werkzeug.test import Client

from suite.http.cursors import encode_cursor

ALL = 11


def ids(client: Client, query: str) -> list[str]:
    reply = client.get(f"/movies?{query}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return [film["id"] for film in reply.get_json()]


def test_films_by_title_with_their_sentiments_and_suggestions(client: Client) -> None:
    reply = client.get("/movies")
    films = reply.get_json()
    othello = next(film for film in films if film["id"] == OTHELLO)

    assert reply.headers["X-Total-Count"] == str(ALL) == str(len(films))
    assert [film["title"] for film in films][:3] == ["100% Lobo_Mau \\ Cia", "Ação e Silêncio", "Água Parada"]
    assert ADULT not in {film["id"] for film in films}
    assert set(othello) == MOVIE_FULL | {"movieSentiments", "movieSuggestionFlows"}
    assert othello["vote_average"] == 7
    assert othello["movieSentiments"][0] == {
        "mainSentimentId": 14,
        "subSentimentId": 1,
        "relevance": 0.95,
        "mainSentiment": {"id": 14, "name": "Introspectivo(a)"},
        "subSentiment": {"id": 1, "name": "Emotivo(a) (Triste)"},
    }
    assert othello["movieSuggestionFlows"] == [
        {"id": 72, "journeyOptionFlowId": 32, "reason": "Ciúme que ensina", "relevance": 1, "relevanceScore": 8.5}
    ]


def test_includes_are_chosen(client: Client) -> None:
    assert set(client.get("/movies?include=none").get_json()[0]) == MOVIE_FULL
    film = client.get("/movies?include=platforms&q=solaris").get_json()[0]
    assert set(film) == MOVIE_FULL | {"platforms"}
    assert film["platforms"] == [
        {
            "accessType": "INCLUDED_WITH_SUBSCRIPTION",
            "streamingPlatform": {"id": 4, "name": "MUBI", "category": "SUBSCRIPTION_PRIMARY"},
        }
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sentimentId=14", {OTHELLO, SOLARIS}),
        ("subSentimentId=3", {OTHELLO}),
        ("intentionId=7", {OTHELLO, SOLARIS, OBRIEN}),
        ("genre=acao,COMEDIA", {ACTION, DANCE, PERCENT}),
        ("genre=Ficção%20Científica", {SOLARIS}),
        ("platformId=3,4", {OTHELLO, SOLARIS}),
        ("platformId=2&access=RENTAL", {OTHELLO, DANCE}),
        ("access=INCLUDED_WITH_SUBSCRIPTION", {OTHELLO, SOLARIS}),
        ("yearFrom=1972&yearTo=1988", {SOLARIS, OBRIEN}),
        ("minRating=7", {OTHELLO, SOLARIS}),
        ("maxRuntime=98", {ACTION, PERCENT, OBRIEN}),
        ("certification=10", {DANCE, OBRIEN}),
        ("sentimentId=14&genre=drama&minRating=8", {SOLARIS}),
    ],
)
def test_films_are_filtered(client: Client, query: str, expected: set[str]) -> None:
    assert set(ids(client, query)) == expected


def test_adult_films_and_films_of_unknown_certification_are_asked_for(client: Client) -> None:
    assert ADULT in ids(client, "adult=include")
    assert UNRATED in ids(client, "certification=18")
    assert UNRATED not in ids(client, "certification=16")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sort=year", SOLARIS),
        ("sort=year&order=desc", DANCE),
        ("sort=rating&order=desc", SOLARIS),
        ("sort=rating", PERCENT),
        ("sort=votes&order=desc", ACTION),
        ("sort=title&order=desc", SOLARIS),
    ],
)
def test_films_are_sorted_and_unknown_values_come_last(client: Client, query: str, first: str) -> None:
    found = ids(client, query)

    assert found[0] == first
    if "title" not in query:
        assert found[-1] == UNRATED


@pytest.mark.parametrize("sort", ["title", "year", "rating", "votes", "created"])
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 3])
def test_following_the_cursor_shows_every_film_once(client: Client, sort: str, order: str, limit: int) -> None:
    query = f"sort={sort}&order={order}&include=none"
    expected = ids(client, f"{query}&limit=200")
    found: list[str] = []
    target: str | None = f"/movies?{query}&limit={limit}"
    while target:
        reply = client.get(target)
        found += [film["id"] for film in reply.get_json()]
        link = reply.headers.get("Link")
        target = link.partition(">")[0].removeprefix("<") if link else None
        assert reply.headers["X-Total-Count"] == str(ALL)
        assert ("X-Next-Cursor" in reply.headers) is bool(target)

    assert found == expected
    assert len(found) == ALL


def test_an_offset_and_an_envelope(client: Client) -> None:
    everything = ids(client, "limit=200")
    body = client.get("/movies?limit=2&offset=4&envelope=true").get_json()

    assert [film["id"] for film in body["data"]] == everything[4:6]
    assert {key: body["pagination"][key] for key in ("limit", "offset", "total")} == {
        "limit": 2,
        "offset": 4,
        "total": ALL,
    }
    following = client.get(f"/movies?limit=2&cursor={body['pagination']['nextCursor']}").get_json()
    assert [film["id"] for film in following] == everything[6:8]


def test_a_cursor_belongs_to_its_list(client: Client) -> None:
    cursor = client.get("/movies?limit=1&sort=year").headers["X-Next-Cursor"]

    for query in (
        f"sort=title&cursor={cursor}",
        f"sort=year&genre=drama&cursor={cursor}",
        f"sort=year&offset=0&cursor={cursor}",
        f"sort=relevance&cursor={cursor}",
        "cursor=nonsense",
        "cursor=%E2%82%AC",
    ):
        reply = client.get(f"/movies?{query}")
        assert reply.status_code == 400
        assert reply.get_json()["code"] == "INVALID_CURSOR"


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("year", "x"),
        ("year", "1.5"),
        ("year", "²"),
        ("rating", "1.5x"),
        ("rating", "NaN"),
        ("created", "now"),
        ("created", "2026-01-01"),
        ("created", "2026-01-01T00:00:00+16:00"),
        ("created", "2026-01-01T00:00:00-23:59"),
        ("created", "2026-01-01T00:00:00+01:00:00.5"),
    ],
)
def test_a_cursor_somebody_made_up_is_refused(client: Client, sort: str, key: str) -> None:
    true = client.get(f"/movies?limit=1&sort={sort}").headers["X-Next-Cursor"]
    digest = json.loads(base64.urlsafe_b64decode(true + "=="))[0]
    reply = client.get(f"/movies?sort={sort}&cursor={encode_cursor(['key', key, OTHELLO], digest)}")

    assert (reply.status_code, reply.get_json()["code"]) == (400, "INVALID_CURSOR")


@pytest.mark.parametrize("key", ["2026-W01-1T00:00:00+00:00", "20260101T000000Z", "0001-01-01T00:00:00+14:00"])
def test_a_moment_of_a_cursor_is_passed_on_as_the_database_reads_it(client: Client, key: str) -> None:
    true = client.get("/movies?limit=1&sort=created").headers["X-Next-Cursor"]
    digest = json.loads(base64.urlsafe_b64decode(true + "=="))[0]
    reply = client.get(f"/movies?sort=created&cursor={encode_cursor(['key', key, OTHELLO], digest)}")

    assert reply.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "limit=abc", "limit=0", "limit=-1", "offset=-1", "offset=100001", "sentimentId=99999999999", "sort=name",
        "order=up", "include=all", "access=FREE", "yearFrom=1800", "yearFrom=2001&yearTo=2000", "minRating=11",
        "minRating=nan", "minRating=1e1", "maxRuntime=0", "certification=15", "adult=only", "platformId=1,x",
        "envelope=1", f"q={'x' * 201}", "q=%00",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(client: Client, query: str) -> None:
    reply = client.get(f"/movies?{query}")

    assert reply.status_code == 400
    assert set(reply.get_json()) == {"error", "code"}


def test_a_limit_above_the_maximum_is_clamped(client: Client) -> None:
    body = client.get("/movies?limit=100000&envelope=true").get_json()

    assert body["pagination"]["limit"] == 200


@pytest.mark.parametrize("key", [OTHELLO, OTHELLO.upper(), "acao-e-silencio"])
def test_one_film_with_everything(client: Client, key: str) -> None:
    film: dict[str, Any] = client.get(f"/movies/{key}").get_json()

    assert film["id"] == OTHELLO
    assert set(film) == MOVIE_FULL | {"movieSentiments", "movieSuggestionFlows", "platforms"}


def test_a_film_nobody_knows(client: Client) -> None:
    reply = client.get("/movies/nada")

    assert reply.status_code == 404
    assert reply.get_json() == {"error": "Movie not found", "code": "MOVIE_NOT_FOUND"}
