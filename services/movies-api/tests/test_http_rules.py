"""What holds for every route: tags, slashes, methods, errors, origins, limits."""

from collections.abc import Callable
from typing import Any

import pytest
from movies_catalogue import OTHELLO
from werkzeug.test import Client

from suite.database import Database
from suite.errors import DatabaseUnavailable
from suite.http import PUBLIC, Service
from suite.settings import Secret

READS = [
    "/main-sentiments",
    "/main-sentiments/summary",
    "/main-sentiments/14",
    "/main-sentiments/14/journey-flow",
    "/api/emotional-intentions/14",
    "/emotional-intentions",
    "/api/personalized-journey/14/7",
    "/personalized-journey/14/7",
    "/personalized-journey?sentimentId=14&intentionId=7",
    "/api/streaming-platforms",
    "/api/public/platforms",
    f"/api/movies/{OTHELLO}",
    f"/api/movies/{OTHELLO}/similar",
    f"/api/movie/{OTHELLO}/details",
    "/api/movie/solaris/hero",
    "/api/public/search?q=solaris",
    "/api/public/home",
    "/api/public/filme/solaris",
    "/api/public/sentimentos/introspectivo-a",
    "/api/public/jornadas/maintain",
    "/api/daily-curation/today",
    "/api/daily-curation/today/full",
    "/sitemap/index.xml",
    "/sitemap/movies.xml",
    "/sitemap/movie-landings.xml",
    "/movies",
    "/movies/solaris",
    "/movies/suggestions?sentimentId=14&intentionId=7",
    "/journey-option-flows",
    "/journey-option-flows/32",
]
ORIGIN = "https://any.example"


@pytest.mark.parametrize("path", READS)
def test_an_answer_the_client_has_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})

    assert first.status_code == 200
    assert first.headers["ETag"].startswith('W/"')
    assert again.status_code == 304
    assert again.get_data() == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", READS)
def test_a_trailing_slash_is_served_and_head_has_no_body(client: Client, path: str) -> None:
    before, mark, query = path.partition("?")
    head = client.head(path)

    assert client.get(f"{before}/{mark}{query}").status_code == 200
    assert head.status_code == 200
    assert head.get_data() == b""


@pytest.mark.parametrize("path", READS)
def test_reading_needs_no_credentials_and_ignores_wrong_ones(client: Client, path: str) -> None:
    reply = client.get(path, headers={"Authorization": "Bearer wrong", "X-User-Id": "\x01"})

    assert reply.status_code == 200
    assert "no-store" not in reply.headers["Cache-Control"]


@pytest.mark.parametrize("path", [path for path in READS if "sitemap" not in path])
def test_bodies_are_json_in_plain_utf_8(client: Client, path: str) -> None:
    reply = client.get(path)

    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert b"\\u00" not in reply.get_data()


def test_an_unknown_path_is_named(client: Client) -> None:
    reply = client.get("/api/nada/aqui?x=%25&y=1")

    assert reply.status_code == 404
    assert reply.get_json() == {"error": "Endpoint não encontrado: /api/nada/aqui?x=%25&y=1", "code": "NOT_FOUND"}
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("path", ["/Main-Sentiments", "/api/sentiments", "/env-test", "/db-test"])
def test_paths_that_are_not_served(client: Client, path: str) -> None:
    assert client.get(path).get_json()["code"] == "NOT_FOUND"


@pytest.mark.parametrize("path", ["/main-sentiments", "/api/movie/solaris/hero", "/movies"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_with_the_allowed_ones(client: Client, path: str, method: str) -> None:
    reply = client.open(path, method=method)

    assert reply.status_code == 405
    assert reply.get_json() == {"error": "Método não permitido", "code": "METHOD_NOT_ALLOWED"}
    assert "GET" in reply.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/main-sentiments/test", "ID inválido"),
        ("/main-sentiments/0", "ID inválido"),
        ("/main-sentiments/99999999999", "ID inválido"),
        ("/main-sentiments/2147483648", "ID inválido"),
        ("/main-sentiments/%00", "ID inválido"),
        ("/main-sentiments/-1/journey-flow", "ID inválido"),
        ("/api/emotional-intentions/abc", "Invalid sentiment ID"),
        ("/api/personalized-journey/14/x", "ID inválido"),
        ("/api/personalized-journey/14.0/7", "ID inválido"),
        ("/api/movies/abc", "ID do filme inválido"),
        ("/api/movies/abc/similar", "ID do filme inválido"),
        ("/api/movie/abc/details", "ID inválido"),
        ("/main-sentiments?limit=abc", "Parâmetro inválido: limit"),
        ("/main-sentiments?limit=0", "Parâmetro inválido: limit"),
        ("/main-sentiments?limit=-1", "Parâmetro inválido: limit"),
        ("/api/public/search?sentiment=99999999999", "Parâmetro inválido: sentiment"),
        (f"/api/public/search?q={'a' * 201}", "Parâmetro inválido: q"),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_words_people_see(client: Client, path: str, error: str) -> None:
    reply = client.get(path)

    assert reply.status_code == 400
    assert reply.get_json()["error"] == error
    assert set(reply.get_json()) == {"error", "code"}


@pytest.mark.parametrize("path", ["/main-sentiments?q=%00", "/movies?q=a%00b", "/api/public/search?q=%00"])
def test_a_nul_is_refused(client: Client, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code == 400
    assert set(reply.get_json()) == {"error", "code"}


def test_unknown_keys_are_ignored_the_first_of_repeated_ones_counts_and_empty_is_absent(client: Client) -> None:
    assert len(client.get("/main-sentiments?limit=1&limit=zzz&x=%25&q=").get_json()) == 1
    assert len(client.get("/main-sentiments?limit=9999").get_json()) == 2


@pytest.mark.parametrize("path", ["/main-sentiments", "/nowhere", "/movies?limit=x", "/main-sentiments/99"])
def test_any_origin_may_read_every_answer(client: Client, path: str) -> None:
    headers = client.get(path, headers={"Origin": ORIGIN}).headers

    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in headers
    assert {"X-Total-Count", "X-Next-Cursor", "Link", "ETag", "Retry-After"} <= set(
        headers["Access-Control-Expose-Headers"].split(", ")
    )


def test_listed_origins_may_send_credentials(start: Callable[..., Service]) -> None:
    client = start(cors_origins=(ORIGIN,)).test_client()

    assert client.get("/movies", headers={"Origin": ORIGIN}).headers["Access-Control-Allow-Credentials"] == "true"
    assert "Access-Control-Allow-Origin" not in client.get("/movies", headers={"Origin": "https://x.y"}).headers


@pytest.mark.parametrize("path", ["/main-sentiments/", "/nowhere", "/api/movie/x/hero"])
def test_a_preflight_needs_no_database(client: Client, service: Service, monkeypatch: Any, path: str) -> None:
    monkeypatch.setattr(Database, "read", lambda *_: pytest.fail("the database was asked"))
    wanted = "content-type, authorization, x-requested-with, x-csrf-token, x-blog-id, x-platform, if-none-match"
    reply = client.options(
        path,
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": wanted,
        },
    )

    assert reply.status_code == 204
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} <= set(
        reply.headers["Access-Control-Allow-Methods"].split(", ")
    )
    allowed = reply.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(wanted.split(", ")) <= set(allowed)
    assert reply.headers["Access-Control-Max-Age"] == "600"


def test_one_request_too_many_is_refused(start: Callable[..., Service]) -> None:
    client = start(rate_limit_enabled=True, rate_limit_max=2, worker_processes=1).test_client()
    statuses = [client.get("/main-sentiments/summary").status_code for _ in range(2)]
    reply = client.get("/movies", headers={"Origin": ORIGIN})

    assert statuses == [200, 200]
    assert reply.status_code == 429
    assert reply.get_json() == {
        "error": "Muitas requisições deste IP, tente novamente mais tarde.",
        "code": "RATE_LIMITED",
    }
    assert int(reply.headers["Retry-After"]) >= 1
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert client.get("/health").status_code == 200


def test_an_unexpected_failure_tells_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM /etc/passwd")

    monkeypatch.setattr(Database, "read", fail)
    reply = client.get("/movies", headers={"Origin": ORIGIN})

    assert reply.status_code == 500
    assert reply.get_json() == {"error": "Erro interno do servidor", "code": "INTERNAL_ERROR"}
    assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_a_database_that_is_away_is_said_to_be(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DatabaseUnavailable()

    monkeypatch.setattr(Database, "read", fail)
    reply = client.get("/movies")

    assert reply.status_code == 503
    assert reply.get_json() == {"error": "Serviço temporariamente indisponível", "code": "UNAVAILABLE"}
    assert reply.headers["Retry-After"] == "5"


def test_health_tells_that_the_service_is_well(client: Client) -> None:
    assert client.get("/health").get_json()["status"] == "ok"
    assert client.get("/readyz").get_json()["status"] == "ready"
    assert client.get("/api/movie/health").get_json()["service"] == "movies-api"


def test_only_the_routes_of_editors_ask_who_calls(service: Service) -> None:
    access = {
        rule.rule: service.view_functions[rule.endpoint].declaration.access  # type: ignore[attr-defined]
        for rule in service.url_map.iter_rules()
    }

    guarded = {path for path, needed in access.items() if needed != PUBLIC}
    assert guarded
    assert all(path.startswith(("/api/admin/", "/api/tmdb/")) for path in guarded)


def test_where_tokens_are_checked_reading_still_needs_none(start: Callable[..., Service]) -> None:
    client = start(auth_mode="jwt", jwt_secret=Secret("a-secret-of-thirty-two-characters!")).test_client()

    for path in READS:
        assert client.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 200
    assert client.get("/api/admin/films").status_code == 401


def test_the_service_can_read_no_other_schema(service: Service) -> None:
    with service.database.read() as connection:
        readable = connection.rows(
            "SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE')"
            " AND nspname IN ('movies', 'blog', 'workspace', 'documentation', 'scrape', 'sync', 'notifications')"
        )

    assert readable == [("movies",)]
