"""The proxy to TMDB, against a server on a socket of this machine."""

import json
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest
from movies_tmdb import FakeTmdb, running_tmdb
from werkzeug.test import Client

from movies_api.tmdb import client as tmdb_client
from suite.http import Service
from suite.settings import Secret

KEY = "the-key-of-tmdb-0123456789"
POPULAR = [
    {"id": 1, "title": "Riso e mais riso", "overview": "Um riso largo."},
    {"id": 2, "title": "Corrida", "overview": "Nada de riso aqui; corrida."},
    {"id": 3, "title": "Sorriso", "overview": None},
]


@pytest.fixture
def upstream() -> Iterator[tuple[type[FakeTmdb], str]]:
    with running_tmdb() as (handler, base):
        handler.answers["/3/movie/popular"] = (200, json.dumps({"page": 1, "results": POPULAR}).encode())
        handler.answers["/3/search/movie"] = (200, b'{"page":2,"results":[]}')
        yield handler, base


@pytest.fixture
def tmdb(upstream: tuple[type[FakeTmdb], str], start: Callable[..., Service]) -> Client:
    return start(tmdb_base_url=upstream[1], tmdb_api_key=Secret(KEY)).test_client()


def failure(reply: Any, status: int, code: str) -> None:
    assert reply.status_code == status
    assert set(reply.get_json()) == {"success", "error", "code"}
    assert reply.get_json()["success"] is False
    assert reply.get_json()["code"] == code
    assert KEY not in reply.get_data(as_text=True)


def test_without_a_key_the_routes_say_so(client: Client) -> None:
    for path in ("search?query=x", "popular", "sentiment?mainSentiment=Feliz%20/%20Alegre"):
        reply = client.get(f"/api/tmdb/{path}")
        failure(reply, 503, "TMDB_NOT_CONFIGURED")
        assert reply.get_json()["error"] == "Serviço TMDB não configurado"


def test_a_search_is_passed_on(tmdb: Client, upstream: tuple[type[FakeTmdb], str]) -> None:
    reply = tmdb.get("/api/tmdb/search?query=O'Brien&page=2")

    assert reply.get_json() == {"success": True, "data": {"page": 2, "results": []}}
    assert reply.headers["ETag"]
    assert upstream[0].asked == [
        ("/3/search/movie", {"query": ["O'Brien"], "page": ["2"], "language": ["pt-BR"], "api_key": [KEY]}, None)
    ]


def test_answers_are_kept(tmdb: Client, upstream: tuple[type[FakeTmdb], str]) -> None:
    bodies = {tmdb.get("/api/tmdb/popular?page=3").get_data() for _ in range(3)}

    assert len(bodies) == 1
    assert len(upstream[0].asked) == 1


def test_a_token_goes_in_a_header(upstream: tuple[type[FakeTmdb], str], start: Callable[..., Service]) -> None:
    client = start(tmdb_base_url=upstream[1], tmdb_access_token=Secret("a-token")).test_client()
    client.get("/api/tmdb/popular")

    path, query, authorization = upstream[0].asked[0]
    assert (path, "api_key" in query, authorization) == ("/3/movie/popular", False, "Bearer a-token")


def test_titles_about_a_sentiment_are_those_that_name_its_words(tmdb: Client) -> None:
    reply = tmdb.get("/api/tmdb/sentiment?mainSentiment=feliz%20/%20alegre").get_json()
    narrowed = tmdb.get(
        "/api/tmdb/sentiment?mainSentiment=Feliz%20/%20Alegre&subSentiment=Adrenalina%20/%20Emo%C3%A7%C3%A3o%20Intensa"
    ).get_json()

    assert [(film["id"], film["score"]) for film in reply["data"]] == [(1, 3), (2, 3)]
    assert [(film["id"], film["score"]) for film in narrowed["data"]] == [(2, 2)]


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("search", 400, 'O parâmetro "query" é obrigatório para a busca.'),
        ("sentiment", 400, 'O parâmetro "mainSentiment" é obrigatório para a busca.'),
        ("popular?page=501", 400, "Parâmetro inválido: page"),
        ("search?query=x&page=0", 400, "Parâmetro inválido: page"),
        ("sentiment?mainSentiment=raiva", 404, "Sentimento não encontrado"),
        ("sentiment?mainSentiment=Feliz%20/%20Alegre&subSentiment=raiva", 404, "Sentimento não encontrado"),
    ],
)
def test_what_is_not_passed_on(tmdb: Client, path: str, status: int, error: str) -> None:
    reply = tmdb.get(f"/api/tmdb/{path}")

    assert (reply.status_code, reply.get_json()["error"]) == (status, error)


@pytest.mark.parametrize("answer", [(500, b"{}"), (401, b"{}"), (200, b"<html>"), (200, b"x" * 3_000_000)])
def test_an_upstream_that_fails(tmdb: Client, upstream: tuple[type[FakeTmdb], str], answer: tuple[int, bytes]) -> None:
    upstream[0].answers["/3/movie/popular"] = answer

    failure(tmdb.get("/api/tmdb/popular"), 502, "TMDB_UNAVAILABLE")


def test_an_upstream_nobody_listens_at(start: Callable[..., Service]) -> None:
    client = start(tmdb_base_url="http://127.0.0.1:1", tmdb_api_key=Secret(KEY)).test_client()

    failure(client.get("/api/tmdb/popular"), 502, "TMDB_UNAVAILABLE")


def test_an_upstream_that_is_silent(
    start: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tmdb_client, "READ_SECONDS", 0.05)
    with ThreadingHTTPServer(("127.0.0.1", 0), FakeTmdb) as silent:  # listens, and never accepts
        client = start(
            tmdb_base_url=f"http://127.0.0.1:{silent.server_address[1]}", tmdb_api_key=Secret(KEY)
        ).test_client()

        failure(client.get("/api/tmdb/popular"), 504, "TMDB_TIMEOUT")
    assert KEY not in caplog.text


@pytest.mark.parametrize("path", ["search?query=x", "popular", "sentiment?mainSentiment=Feliz%20/%20Alegre"])
def test_the_quota_of_the_key_is_for_editors(
    upstream: tuple[type[FakeTmdb], str], start: Callable[..., Service], path: str
) -> None:
    service = start(auth_mode="jwt", jwt_secret=Secret("s" * 40), tmdb_base_url=upstream[1], tmdb_api_key=Secret(KEY))
    assert service.test_client().get(f"/api/tmdb/{path}").status_code == 401
    assert upstream[0].asked == []


@pytest.mark.parametrize("said", [b"[1]", b'{"results": 7}', b'{"results": [null, 3]}', b'"x"'])
def test_an_answer_of_another_form_breaks_nothing(
    tmdb: Client, upstream: tuple[type[FakeTmdb], str], said: bytes
) -> None:
    upstream[0].answers["/3/movie/popular"] = (200, said)
    for path in ("popular", "sentiment?mainSentiment=Feliz%20/%20Alegre"):
        assert tmdb.get(f"/api/tmdb/{path}").status_code in (200, 502)
