"""Which blog a request is about."""

import pytest
from blog_client import Api

PATHS = (
    *(
        "/api/blog/posts",
        "/api/blog/posts/featured",
        "/api/blog/posts/mesmo-slug",
        "/api/blog/posts/1/comments",
    ),
    *(
        "/api/blog/categories",
        "/api/blog/categories/filmes/posts",
        "/api/blog/tags",
        "/api/blog/tags/acao/posts",
    ),
    *("/blog/articles", "/blog/articles/mesmo-slug", "/blog/articles/mesmo-slug/related", "/blog/search?q=a"),
    *("/blog/categories", "/blog/tags", "/blog/authors", "/blog/feed.xml", "/blog/feed.json"),
    *("/sitemap/articles.xml", "/sitemap/categories.xml", "/sitemap/tags.xml"),
)


def blog_of(reader: Api, path: str, **headers: str) -> int:
    return int(reader.json(path, headers={name.replace("_", "-"): value for name, value in headers.items()})["blogId"])


def test_query_beats_header_beats_host_beats_default(reader: Api) -> None:
    path = "/blog/articles/mesmo-slug"
    assert blog_of(reader, path) == 3
    assert blog_of(reader, path, Host="unknown.example") == 3
    assert blog_of(reader, path, Host="WWW.Dois.Example:3100") == 2
    assert blog_of(reader, path, Host="dois.example", X_Blog_Id="3") == 3
    assert blog_of(reader, f"{path}?blogId=1", Host="dois.example", X_Blog_Id="3") == 1


def test_a_forwarded_host_counts_behind_trusted_proxies_only(reader: Api, start_blog: object) -> None:
    forwarded = {"X_Forwarded_Host": "dois.example"}
    assert blog_of(reader, "/blog/articles/mesmo-slug", **forwarded) == 3
    behind = Api(start_blog(trusted_proxy_hops=1))  # type: ignore[operator]
    assert blog_of(behind, "/blog/articles/mesmo-slug", **forwarded) == 2


def test_the_body_of_a_post_names_the_blog(reader: Api) -> None:
    article = reader.json("/blog/articles/mesmo-slug?blogId=2")["id"]
    assert reader.post(f"/blog/articles/{article}/view").status_code == 404
    assert reader.post(f"/blog/articles/{article}/view", {"blogId": 2}).status_code == 200
    assert reader.post(f"/blog/articles/{article}/view", {"blogId": "x"}).get_json()["code"] == "INVALID_BLOG_ID"


@pytest.mark.parametrize("blog_id", [4, 5, 99])
@pytest.mark.parametrize("path", PATHS)
def test_closed_and_unknown_blogs_are_not_found(reader: Api, path: str, blog_id: int) -> None:
    reply = reader.get(path, headers={"X-Blog-Id": str(blog_id)})
    assert reply.status_code == 404
    if path.startswith("/api/"):
        assert reply.get_json() == {
            "success": False,
            "error": "Blog não encontrado",
            "code": "BLOG_NOT_FOUND",
        }
    elif path.startswith("/blog/"):
        assert reply.get_json() == {"error": "Blog not found", "code": "BLOG_NOT_FOUND"}


def test_writes_to_a_closed_blog_are_not_found(reader: Api) -> None:
    assert reader.post("/blog/articles/1/view?blogId=4").status_code == 404
    reply = reader.post("/api/newsletter/subscribe", {"email": "a@example.com", "blogId": 4})
    assert reply.status_code == 404
    assert reply.get_json() == {"success": False, "message": "Blog não encontrado", "error": "BLOG_NOT_FOUND"}


@pytest.mark.parametrize("path", PATHS)
def test_a_bad_blog_id_is_refused(reader: Api, path: str) -> None:
    joint = "&" if "?" in path else "?"
    for reply in (reader.get(f"{path}{joint}blogId=x"), reader.get(path, headers={"X-Blog-Id": "-1"})):
        assert reply.status_code == 400
        assert reply.get_json()["code"] == "INVALID_BLOG_ID"
