"""What the API description says of replies is what routes answer, to the key."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from movies_catalogue import OTHELLO, UNRATED
from werkzeug.test import Client

from suite.http import Service
from suite.openapi.document import build_document

SUGGESTIONS = "/movies/suggestions?sentimentId=14&intentionId=7"
# Path of the description → questions that show all there may be, and that there may be nothing.
ASKED = {
    "/main-sentiments": ["/main-sentiments"],
    "/main-sentiments/summary": ["/main-sentiments/summary"],
    "/main-sentiments/{sentiment_id}": ["/main-sentiments/14", "/main-sentiments/13"],
    "/main-sentiments/{sentiment_id}/journey-flow": ["/main-sentiments/14/journey-flow"],
    "/api/emotional-intentions/{sentiment_id}": ["/api/emotional-intentions/14", "/api/emotional-intentions/77"],
    "/emotional-intentions": ["/emotional-intentions"],
    "/api/personalized-journey/{sentiment_id}/{intention_id}": [
        "/api/personalized-journey/14/6",
        "/api/personalized-journey/14/7",
    ],
    "/personalized-journey": ["/personalized-journey?sentimentId=14&intentionType=MAINTAIN"],
    "/api/streaming-platforms": ["/api/streaming-platforms"],
    "/api/public/platforms": ["/api/public/platforms"],
    "/movies": ["/movies", "/movies?include=platforms", "/movies?include=none&q=drama"],
    "/movies/{id_or_slug}": ["/movies/solaris", f"/movies/{UNRATED}"],
    "/movies/suggestions": [SUGGESTIONS, f"{SUGGESTIONS}&optionId=33", f"{SUGGESTIONS}&platforms=nowhere"],
    "/movies/suggestions/feedback": ["/movies/suggestions/feedback?visitor=0123456789-0123456789-0123456789"],
    "/api/movies/{film_id}/similar": [f"/api/movies/{OTHELLO}/similar"],
    "/api/movie/{film_id}/details": [f"/api/movie/{OTHELLO}/details", f"/api/movie/{UNRATED}/details"],
    "/api/movies/{film_id}": [f"/api/movies/{OTHELLO}", f"/api/movies/{UNRATED}"],
    "/api/movie/{slug_or_id}/hero": ["/api/movie/solaris/hero", "/api/movie/acao-e-silencio/hero"],
    "/api/public/search": ["/api/public/search", "/api/public/search?q=solaris"],
    "/api/daily-curation/today": ["/api/daily-curation/today"],
    "/api/daily-curation/today/full": ["/api/daily-curation/today/full"],
    "/api/movie/health": ["/api/movie/health"],
    "/api/public/home": ["/api/public/home"],
    "/api/public/filme/{slug}": ["/api/public/filme/solaris", "/api/public/filme/agua-parada"],
    "/api/public/sentimentos/{slug}": [
        "/api/public/sentimentos/introspectivo-a",
        "/api/public/sentimentos/feliz-alegre",
    ],
    "/api/public/jornadas/{slug}": ["/api/public/jornadas/maintain?sentimentId=14"],
    "/journey-option-flows": ["/journey-option-flows"],
    "/journey-option-flows/{option_id}": ["/journey-option-flows/32", "/journey-option-flows/52"],
}
OF_EVERY_SERVICE = {"/health", "/healthz", "/readyz", "/metrics.json", "/openapi.json"}
QUESTIONS = [(path, question) for path, questions in ASKED.items() for question in questions]


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    """The description, with objects that admit no key it does not name."""
    content = build_document(service)
    for schema in content["components"]["schemas"].values():
        schema["additionalProperties"] = False
    return content


def replies_of(document: dict[str, Any], path: str) -> dict[str, Any]:
    found = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return {**found, "components": document["components"]}


@pytest.mark.parametrize(("path", "question"), QUESTIONS)
def test_a_reply_is_as_described(document: dict[str, Any], client: Client, path: str, question: str) -> None:
    body = client.get(question).get_json()

    assert [error.message for error in Draft202012Validator(replies_of(document, path)).iter_errors(body)] == []
    assert body != []


def described(document: dict[str, Any]) -> Iterator[str]:
    for path, operations in document["paths"].items():
        reply = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        own = not path.startswith("/api/admin") and path not in OF_EVERY_SERVICE
        if "schema" in reply.get("application/json", {}) and own:
            yield path


def test_every_description_is_compared_with_a_reply(document: dict[str, Any]) -> None:
    # One shows the same as another path, those of TMDB are compared beside a TMDB.
    same = {"/personalized-journey/{sentiment_id}/{intention_id}"}
    same |= {f"/api/tmdb/{name}" for name in ("search", "popular", "sentiment")}

    assert set(described(document)) - same == set(ASKED)


def test_a_key_too_many_or_too_few_would_be_found(document: dict[str, Any], client: Client) -> None:
    film = client.get("/movies/solaris").get_json()
    judge = Draft202012Validator(replies_of(document, "/movies/{id_or_slug}"))

    assert not judge.is_valid({**film, "new": 1})
    assert not judge.is_valid({key: value for key, value in film.items() if key != "title"})
    assert not judge.is_valid({**film, "title": None})


ADMIN = [
    *("films", "sentiments", "sub-sentiments", "intentions", "journey-steps", "journey-options", "suggestions"),
    *("daily-curations", "pillar-articles"),
]


@pytest.mark.parametrize("noun", ADMIN)
def test_rows_of_editors_are_as_described(document: dict[str, Any], client: Client, noun: str) -> None:
    rows = client.get(f"/api/admin/{noun}").get_json()
    row = client.get(f"/api/admin/{noun}/{rows[0]['id']}").get_json()

    for path, body in ((f"/api/admin/{noun}", rows), (f"/api/admin/{noun}/{{row_id}}", row)):
        assert [one.message for one in Draft202012Validator(replies_of(document, path)).iter_errors(body)] == []


def test_problems_of_journeys_are_as_described(document: dict[str, Any], client: Client) -> None:
    body = client.get("/api/admin/journeys/problems").get_json()
    judge = Draft202012Validator(replies_of(document, "/api/admin/journeys/problems"))
    assert [one.message for one in judge.iter_errors(body)] == []


def test_every_json_reply_has_a_schema(document: dict[str, Any]) -> None:
    bare = {
        f"{method} {path} {status}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for status, reply in operation["responses"].items()
        if "schema" not in reply.get("content", {}).get("application/json", {"schema": {}})
    }
    # Those of every service are described by the library.
    assert {line for line in bare if "/api/" in line or "/movie" in line} == set()
