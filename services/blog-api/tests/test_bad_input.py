"""Strange text is ordinary text, and broken numbers are refused: never a 500, never a 401."""

import pytest
from blog_client import Api

STRANGE = [
    "O'Hara",
    "O'Brien",
    "%",
    "%%",
    "_",
    "--",
    "';--",
    "ação é ótima",
    "🎬🎬🎬",
    "\\",
    '"',
    "<script>",
    "a" * 200,
    "-",
    "*:&|!",
]
TEXTS = [
    *(
        "/api/blog/posts?search=",
        "/api/blog/posts?category=",
        "/blog/articles?q=",
        "/blog/articles?categorySlug=",
    ),
    *(
        "/blog/articles?tagSlug=",
        "/blog/search?q=",
        "/blog/tags?q=",
        "/blog/authors?q=",
        "/blog/categories?parentSlug=",
    ),
    *("/blog/articles?sort=relevance&q=",),
]
SLUG_PATHS = [
    *("/api/blog/posts/{}", "/api/blog/categories/{}/posts", "/api/blog/tags/{}/posts"),
    *("/blog/articles/{}", "/blog/articles/{}/related"),
]
BROKEN = [
    *(
        "/api/blog/posts?limit=0",
        "/api/blog/posts?limit=-1",
        "/api/blog/posts?limit=abc",
        "/api/blog/posts?page=0",
    ),
    *("/api/blog/posts?page=1.5", "/api/blog/posts?page=100001", "/api/blog/posts?page=99999999999"),
    *(
        "/api/blog/tags/acao/posts?page=0",
        "/api/blog/categories/filmes/posts?limit=abc",
        "/api/blog/posts?blogId=x",
    ),
    *(
        "/blog/articles?limit=0",
        "/blog/articles?offset=-1",
        "/blog/articles?offset=100001",
        "/blog/articles?authorId=x",
    ),
    *(
        "/blog/articles?type=outro",
        "/blog/articles?sort=x",
        "/blog/articles?fields=x",
        "/blog/articles?published=1",
    ),
    *(
        "/blog/articles?dateFrom=ontem",
        "/blog/articles?dateTo=2024-13-01",
        "/blog/articles?cursor=%25",
        "/blog/tags?sort=x",
    ),
    *(
        "/blog/categories?nonEmpty=sim",
        "/blog/authors?limit=x",
        "/api/blog/posts?search=%00",
        "/blog/articles?q=a%00b",
    ),
    *("/api/blog/posts?search=" + "a" * 201, "/blog/search?q=" + "a" * 201, "/api/blog/posts?search=%ff"),
    *("/api/blog/posts/%00", "/blog/articles/a%00b"),
    *("/api/blog/posts/abc/comments", "/api/blog/posts/0/comments", "/api/blog/posts/2147483648/comments"),
]


@pytest.mark.parametrize("text", STRANGE)
def test_any_text_is_searched_for(reader: Api, text: str) -> None:
    for target in TEXTS:
        path, _, query = target.partition("?")
        names = dict(pair.split("=") for pair in query.split("&"))
        reply = reader.get(path, query_string={name: value or text for name, value in names.items()})
        assert reply.status_code == 200, (target, reply.get_data(as_text=True))


@pytest.mark.parametrize("text", STRANGE)
def test_any_text_is_a_slug_nobody_has(reader: Api, text: str) -> None:
    from urllib.parse import quote

    for path in SLUG_PATHS:
        assert reader.get(path.format(quote(text, safe=""))).status_code in (200, 404), (path, text)


@pytest.mark.parametrize("path", BROKEN)
def test_broken_parameters_are_told(reader: Api, path: str) -> None:
    reply = reader.get(path)
    assert reply.status_code == 400, reply.get_data(as_text=True)
    body = reply.get_json()
    if path.startswith("/api/"):
        assert set(body) == {"success", "error", "code"}
        assert body["success"] is False
    else:
        assert set(body) == {"error", "code"}
    assert isinstance(body["error"], str)


def test_the_clamp_keeps_the_largest_page(reader: Api) -> None:
    assert reader.json("/blog/articles?limit=1000&envelope=true")["pagination"]["limit"] == 100
    assert reader.json("/api/blog/posts?limit=2147483648")["pagination"]["limit"] == 200


def test_unknown_paths_and_methods_are_told_in_portuguese(reader: Api) -> None:
    reply = reader.get("/api/blog/nada?x=1")
    assert (reply.status_code, reply.content_type) == (404, "application/json; charset=utf-8")
    assert reply.get_json() == {
        "success": False,
        "error": "Endpoint não encontrado: /api/blog/nada?x=1",
        "code": "NOT_FOUND",
    }
    assert reader.get("/nada").get_json() == {"error": "Endpoint não encontrado: /nada", "code": "NOT_FOUND"}
    refused = reader.post("/blog/articles")
    assert (refused.status_code, refused.get_json()["error"]) == (405, "Método não permitido")
    assert "GET" in refused.headers["Allow"]


def test_a_body_that_is_not_json_counts_as_none_and_a_broken_one_is_told(reader: Api) -> None:
    article = reader.json("/blog/articles/segundo")["id"]
    path = f"/blog/articles/{article}/view"
    assert reader.request("POST", path, data="blogId=4", content_type="text/plain").status_code == 200
    broken = reader.request("POST", path, data="{", content_type="application/json")
    assert (broken.status_code, broken.get_json()) == (
        400,
        {"error": "JSON inválido", "code": "INVALID_JSON"},
    )
    large = reader.request("POST", path, data=b" " * 102_401, content_type="application/json")
    assert large.status_code == 413


def test_any_origin_may_read_and_preflights_are_answered_everywhere(reader: Api) -> None:
    origin = {"Origin": "https://anywhere.example"}
    for path in ("/blog/articles", "/api/blog/posts?limit=x", "/nada", "/api/blog/posts/nada"):
        assert reader.get(path, headers=origin).headers["Access-Control-Allow-Origin"] == origin["Origin"]
        assert "Access-Control-Allow-Credentials" not in reader.get(path, headers=origin).headers
    asked = {
        **origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "X-Platform, X-Blog-Id",
    }
    reply = reader.request("OPTIONS", "/api/blog/posts", headers=asked)
    assert reply.status_code == 204
    assert "X-Platform" in reply.headers["Access-Control-Allow-Headers"]


def test_too_many_requests_are_told_in_the_family_of_the_route(start_blog: object) -> None:
    reader = Api(start_blog(rate_limit_enabled=True, rate_limit_per_minute=2, worker_processes=1))  # type: ignore[operator]
    for _ in range(2):
        assert reader.get("/blog/tags").status_code == 200
    text = "Muitas requisições deste IP, tente novamente mais tarde."
    refused = reader.get("/api/blog/posts")
    assert (refused.status_code, refused.get_json()) == (
        429,
        {"success": False, "error": text, "code": "RATE_LIMITED"},
    )
    assert int(refused.headers["Retry-After"]) >= 1
    assert reader.post("/api/newsletter/subscribe", {}).get_json() == {
        "success": False,
        "message": text,
        "error": "RATE_LIMITED",
    }
    assert reader.get("/api/blog/health").status_code == 200


def test_a_database_that_is_down_is_unavailable(start_blog: object) -> None:
    from suite.settings import Secret

    reader = Api(start_blog(database_url=Secret("postgresql://app_blog@127.0.0.1:9/none")))  # type: ignore[operator]
    reply = reader.get("/api/blog/posts")
    assert (reply.status_code, reply.get_json()["code"]) == (503, "UNAVAILABLE")
    assert int(reply.headers["Retry-After"]) >= 1
