"""/movies/suggestions/feedback: verdicts move a visitor's suggestions, are the visitor's alone, and can be erased."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg2
import psycopg2.extensions
import pytest
from movies_catalogue import ACTION, ADULT, DANCE, OBRIEN, OTHELLO, SOLARIS, UNKNOWN
from movies_databases import rows, value
from werkzeug.test import Client

from movies_api.feedback.queries import FORGOTTEN_AT_ONCE, MOST_VERDICTS
from movies_api.feedback.visitors import visitor_session
from movies_api.suggestions.profile import Curated
from movies_api.suggestions.rules import Film
from movies_api.suggestions.taste import TASTED_WEIGHTS, make_visitor, taste
from suite.http import Service
from suite_testing.bare_statements import bare_statements
from suite_testing.databases import TestDatabase

PATH = "/movies/suggestions/feedback"
OF_VISITOR = re.compile(r"(?:v\.)?visitor = decode\(current_setting\('app\.visitor'\), 'hex'\)")
SUGGESTIONS = "/movies/suggestions?sentimentId=14&intentionId=7&lambda=1&limit=50"


@pytest.fixture
def visitor() -> str:
    """A key nobody used before."""
    return str(uuid4())


@pytest.fixture
def app_connection(database: TestDatabase) -> Iterator[psycopg2.extensions.connection]:
    """The service's own role, without any key."""
    with database.connect("app_movies", schema="movies") as connection:
        yield connection


def give(client: Client, visitor: str, film: str, verdict: str) -> Any:
    return client.post(PATH, json={"visitor": visitor, "movieId": film, "verdict": verdict})


def suggested(client: Client, visitor: str | None = None) -> dict[str, dict[str, Any]]:
    """Film id → suggestion, in order."""
    body = client.get(SUGGESTIONS + (f"&visitor={visitor}" if visitor else "")).get_json()
    return {one["movie"]["id"]: one for one in body["suggestions"]}


def test_a_verdict_is_kept_and_shown(client: Client, visitor: str) -> None:
    kept = give(client, visitor, OTHELLO, "liked")
    shown = client.get(f"{PATH}?visitor={visitor}")

    assert kept.status_code == 200
    assert {key: kept.get_json()[key] for key in ("movieId", "verdict")} == {"movieId": OTHELLO, "verdict": "liked"}
    assert shown.get_json() == {"verdicts": [kept.get_json()]}
    assert kept.headers["Cache-Control"] == shown.headers["Cache-Control"] == "private, no-store"


def test_a_second_verdict_replaces_the_first(client: Client, visitor: str) -> None:
    give(client, visitor, OTHELLO, "liked")
    give(client, visitor, OTHELLO, "watched")

    assert [one["verdict"] for one in client.get(f"{PATH}?visitor={visitor}").get_json()["verdicts"]] == ["watched"]


def test_liked_films_lift_films_like_them(client: Client, visitor: str) -> None:
    give(client, visitor, DANCE, "liked")
    before, after = suggested(client), suggested(client, visitor)

    assert "taste" not in before[DANCE]["explain"]
    assert after[DANCE]["explain"]["taste"] > 0.5
    assert after[DANCE]["score"] - after[OBRIEN]["score"] > before[DANCE]["score"] - before[OBRIEN]["score"]
    for one in after.values():
        assert one["score"] == pytest.approx(
            10 * sum(TASTED_WEIGHTS[name] * part for name, part in one["explain"].items()), abs=0.0006
        )


def test_disliked_and_watched_films_are_not_suggested_again(client: Client, visitor: str) -> None:
    give(client, visitor, OTHELLO, "disliked")
    give(client, visitor, ACTION, "watched")
    found = suggested(client, visitor)

    assert not {OTHELLO, ACTION} & set(found)
    assert found[SOLARIS]["explain"]["taste"] < 0.5


def test_a_watched_film_says_nothing_about_taste(client: Client, visitor: str) -> None:
    give(client, visitor, ACTION, "watched")

    assert suggested(client, visitor)[OTHELLO] == suggested(client)[OTHELLO] | {"rank": 1}


def test_the_same_visitor_gets_the_same_answer(client: Client, visitor: str) -> None:
    give(client, visitor, DANCE, "liked")
    answers = [client.get(f"{SUGGESTIONS}&visitor={visitor}") for _ in range(2)]

    assert answers[0].get_data() == answers[1].get_data()
    assert answers[0].headers["Cache-Control"] == "private, no-cache"


def test_an_unknown_visitor_is_anybody(client: Client, visitor: str) -> None:
    assert suggested(client, visitor) == suggested(client)


def test_everything_can_be_erased(client: Client, visitor: str, database: TestDatabase) -> None:
    for film in (OTHELLO, DANCE):
        give(client, visitor, film, "disliked")
    hashed = visitor_session(visitor)["app.visitor"]
    stored = "SELECT count(*) FROM visitor_verdicts WHERE visitor = decode(%s, 'hex')"

    assert value(database, stored, [hashed]) == 2
    assert client.delete(f"{PATH}?visitor={visitor}&movieId={DANCE}").status_code == 204
    assert value(database, stored, [hashed]) == 1
    assert client.delete(f"{PATH}?visitor={visitor}").status_code == 204
    assert value(database, stored, [hashed]) == 0
    assert client.delete(f"{PATH}?visitor={visitor}").status_code == 204
    assert suggested(client, visitor) == suggested(client)


def test_nobody_touches_what_another_visitor_said(client: Client, visitor: str) -> None:
    give(client, visitor, OTHELLO, "disliked")
    other = str(uuid4())
    client.delete(f"{PATH}?visitor={other}")

    assert client.get(f"{PATH}?visitor={other}").get_json() == {"verdicts": []}
    assert len(client.get(f"{PATH}?visitor={visitor}").get_json()["verdicts"]) == 1
    assert OTHELLO in suggested(client, other)


def test_without_any_condition_on_the_visitor_verdicts_stay_apart(client: Client, visitor: str) -> None:
    give(client, visitor, OTHELLO, "disliked")
    other = str(uuid4())
    with bare_statements(OF_VISITOR) as stripped:
        assert client.delete(f"{PATH}?visitor={other}").status_code == 204
        assert client.get(f"{PATH}?visitor={other}").get_json() == {"verdicts": []}
        assert OTHELLO in suggested(client, other)
        assert len(client.get(f"{PATH}?visitor={visitor}").get_json()["verdicts"]) == 1
    assert len(set(stripped)) >= 3


def test_the_database_shows_no_rows_without_their_key(
    client: Client, visitor: str, app_connection: psycopg2.extensions.connection
) -> None:
    give(client, visitor, OTHELLO, "liked")
    with app_connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM visitor_verdicts")
        assert cursor.fetchone() == (0,)
        cursor.execute("DELETE FROM visitor_verdicts")
        assert cursor.rowcount == 0
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(
                "INSERT INTO visitor_verdicts (visitor, movie_id, verdict, expires_at)"
                " VALUES (sha256('x'), %s, 'liked', now() - interval '1 day')",
                [OTHELLO],
            )


def test_the_key_itself_is_not_stored(client: Client, visitor: str, database: TestDatabase) -> None:
    give(client, visitor, OTHELLO, "liked")

    assert visitor not in str(rows(database, "SELECT v::text, encode(visitor, 'escape') FROM visitor_verdicts AS v"))


def test_old_verdicts_expire_and_go(client: Client, visitor: str, database: TestDatabase) -> None:
    give(client, visitor, OTHELLO, "disliked")
    hashed = visitor_session(visitor)["app.visitor"]
    with database.connect(schema="movies") as admin, admin.cursor() as cursor:
        cursor.execute(
            "UPDATE visitor_verdicts SET expires_at = now() - interval '1 s' WHERE visitor = decode(%s, 'hex')",
            [hashed],
        )
    assert client.get(f"{PATH}?visitor={visitor}").get_json() == {"verdicts": []}
    assert OTHELLO in suggested(client, visitor)

    give(client, str(uuid4()), DANCE, "liked")
    assert value(database, "SELECT count(*) FROM visitor_verdicts WHERE expires_at < now()") == 0
    assert FORGOTTEN_AT_ONCE >= 1


def test_a_visitor_keeps_the_latest_verdicts(own_service: Service, own_database: TestDatabase, visitor: str) -> None:
    hashed = visitor_session(visitor)["app.visitor"]
    with own_database.connect(schema="movies") as admin, admin.cursor() as cursor:
        cursor.execute(
            """WITH new AS (INSERT INTO movies (id, title) SELECT gen_random_uuid(), 'f' || n
                              FROM generate_series(1, %s) AS n RETURNING id)
               INSERT INTO visitor_verdicts (visitor, movie_id, verdict, updated_at, expires_at)
               SELECT decode(%s, 'hex'), id, 'liked', now() - interval '1 day', now() + interval '1 day' FROM new""",
            [MOST_VERDICTS + 5, hashed],
        )
    client = own_service.test_client()
    give(client, visitor, OTHELLO, "liked")
    kept = client.get(f"{PATH}?visitor={visitor}").get_json()["verdicts"]

    assert len(kept) == MOST_VERDICTS
    assert kept[0]["movieId"] == OTHELLO


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400), ([], 400), ({"visitor": "short", "movieId": OTHELLO, "verdict": "liked"}, 400),
        ({"visitor": "a" * 65, "movieId": OTHELLO, "verdict": "liked"}, 400),
        ({"visitor": "ção" * 10, "movieId": OTHELLO, "verdict": "liked"}, 400),
        ({"visitor": "a\u0000" * 12, "movieId": OTHELLO, "verdict": "liked"}, 400),
        ({"visitor": str(uuid4()), "movieId": "7", "verdict": "liked"}, 400),
        ({"visitor": str(uuid4()), "movieId": OTHELLO, "verdict": "loved"}, 400),
        ({"visitor": str(uuid4()), "movieId": OTHELLO, "verdict": "liked", "name": "x"}, 400),
        ({"visitor": 7, "movieId": OTHELLO, "verdict": None}, 400),
        ({"visitor": str(uuid4()), "movieId": UNKNOWN, "verdict": "liked"}, 404),
        ({"visitor": str(uuid4()), "movieId": ADULT, "verdict": "liked"}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_kept(client: Client, body: Any, status: int) -> None:
    answer = client.post(PATH, json=body)

    assert answer.status_code == status
    assert answer.get_json()["code"]


@pytest.mark.parametrize("query", ["", "?visitor=", "?visitor=short", "?visitor=" + "a" * 30 + "%00"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_key_is_needed(client: Client, method: str, query: str) -> None:
    assert client.open(PATH + query, method=method).status_code == 400


def test_only_one_film_or_all_can_be_forgotten(client: Client, visitor: str) -> None:
    assert client.delete(f"{PATH}?visitor={visitor}&movieId=x").status_code == 400


def test_taste_grows_with_the_number_of_verdicts() -> None:
    liked = [Curated(0, str(n), ["drama"], {"ideia": 1.0}) for n in range(9)]
    film = Film(
        id="f", genres=frozenset({"drama"}), keywords=frozenset(), director=None, year=None, ratings=(), votes=None,
        entry_type=None, sentiments=(("ideia", "Ideia", 14, 1.0),), platforms=(),
    )  # fmt: skip

    assert taste(film, make_visitor([], [], [])) == 0.5
    assert taste(film, make_visitor(liked[:1], [], [])) == pytest.approx(0.625)
    assert taste(film, make_visitor(liked, [], [])) == pytest.approx(0.875)
    assert taste(film, make_visitor([], liked, [])) == pytest.approx(0.125)
    assert sum(TASTED_WEIGHTS.values()) == pytest.approx(1.0)
