"""Blogs and the roles in them, managed over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from blog_client import Api, Rows

from suite.auth.issue import issue_token
from suite.http import Service
from suite.settings import Secret

BLOGS = "/api/admin/blogs"
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def platform_admin(start_blog: Any) -> Iterator[Api]:
    service: Service = start_blog(auth_mode="jwt", jwt_secret=Secret(SECRET))
    token = issue_token({"JWT_SECRET": SECRET}, subject="chefe", role="admin", ttl_s=600)
    yield Api(service, None, Authorization=f"Bearer {token}")


@pytest.fixture
def founded(platform_admin: Api, rows: Rows) -> Iterator[dict[str, Any]]:
    """A blog founded over HTTP."""
    number = rows.value("SELECT count(*) FROM audit_log")
    given = {"name": "Novo", "slug": f"novo-{number}", "domain": f"novo-{number}.example", "targetKeywords": ["cinema"]}
    reply = platform_admin.post(BLOGS, given)
    assert (reply.status_code, reply.headers["ETag"]) == (201, '"1"')
    blog: dict[str, Any] = reply.get_json()["data"]
    assert blog.items() >= {**given, "status": "active", "metaDescription": None, "createdBy": "chefe"}.items()
    yield blog


def test_a_founded_blog_is_served_at_once_and_owned_by_its_founder(
    platform_admin: Api, founded: dict[str, Any]
) -> None:
    assert platform_admin.data(f"/api/blog/posts?blogId={founded['id']}") == {"articles": []}
    assert platform_admin.get("/api/blog/tags", headers={"Host": founded["domain"]}).status_code == 200
    [access] = platform_admin.data(f"{BLOGS}/{founded['id']}/access")
    assert (access["subject"], access["role"]) == ("chefe", "owner")
    assert founded["id"] in [blog["id"] for blog in platform_admin.data(f"{BLOGS}?limit=200")]


def test_a_blog_is_changed_in_the_version_its_manager_read(platform_admin: Api, founded: dict[str, Any]) -> None:
    path = f"{BLOGS}/{founded['id']}"
    for method in ("PATCH", "PUT"):
        version = platform_admin.get(path).headers["ETag"]
        reply = platform_admin.request(method, path, json={"name": f"Por {method}"}, headers={"If-Match": version})
        assert reply.get_json()["data"]["name"] == f"Por {method}"
        assert platform_admin.patch(path, {"name": "x"}, headers={"If-Match": version}).status_code == 412
    actions = platform_admin.data(f"/api/admin/audit?blogId={founded['id']}")
    assert [(entry["noun"], entry["action"]) for entry in actions] == [("blog", "updated")] * 2 + [("blog", "created")]


def test_a_closed_blog_is_gone_for_readers_and_can_be_opened_again(
    platform_admin: Api, founded: dict[str, Any]
) -> None:
    path, public = f"{BLOGS}/{founded['id']}", f"/api/blog/posts?blogId={founded['id']}"
    assert platform_admin.patch(path, {"status": "suspended"}).status_code == 200
    assert platform_admin.get(public).status_code == 404
    assert platform_admin.patch(path, {"status": "active"}).status_code == 200
    assert platform_admin.get(public).status_code == 200


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"name": "x", "slug": "dois"}, 409, "SLUG_TAKEN"),
        ({"name": "x", "slug": "livre", "domain": "dois.example"}, 409, "DOMAIN_TAKEN"),
        ({"name": "x", "slug": "livre", "domain": "https://x.example"}, 400, "VALIDATION"),
        ({"name": "x", "slug": "livre", "status": "outro"}, 400, "VALIDATION"),
        ({"name": "", "slug": "livre"}, 400, "VALIDATION"),
        ({"name": "O'Hara \x00", "slug": "livre"}, 400, None),
    ],
)
def test_a_blog_that_cannot_be_is_refused(
    platform_admin: Api, given: dict[str, Any], status: int, code: str | None
) -> None:
    reply = platform_admin.post(BLOGS, given)
    assert reply.status_code == status, reply.get_data(as_text=True)
    assert code in (None, reply.get_json()["code"])


def test_a_role_is_given_changed_and_taken(platform_admin: Api, founded: dict[str, Any]) -> None:
    path = f"{BLOGS}/{founded['id']}/access"
    created = platform_admin.post(path, {"subject": "bia", "role": "author", "name": "Bia D'Ávila"})
    assert created.status_code == 201
    access = created.get_json()["data"]
    assert (access["name"], access["role"]) == ("Bia D'Ávila", "author")
    assert platform_admin.post(path, {"subject": "bia", "role": "admin"}).get_json()["code"] == "ROLE_GIVEN"
    one = f"{path}/{access['id']}"
    assert platform_admin.patch(one, {"role": "editor"}, headers={"If-Match": '"1"'}).headers["ETag"] == '"2"'
    assert platform_admin.delete(one, headers={"If-Match": '"1"'}).status_code == 412
    assert platform_admin.delete(one).status_code == 200
    assert platform_admin.delete(one).status_code == 404


def test_the_last_owner_stays(platform_admin: Api, founded: dict[str, Any]) -> None:
    path = f"{BLOGS}/{founded['id']}/access"
    [owner] = platform_admin.data(path)
    for reply in (
        platform_admin.patch(f"{path}/{owner['id']}", {"role": "author"}),
        platform_admin.delete(f"{path}/{owner['id']}"),
    ):
        assert (reply.status_code, reply.get_json()["code"]) == (409, "LAST_OWNER")
    assert [found["role"] for found in platform_admin.data(path)] == ["owner"]


def test_people_of_a_blog_manage_it_by_their_role(person: Any, rows: Rows) -> None:
    owner, admin, editor = person("owner"), person("admin"), person("editor")
    assert [blog["id"] for blog in editor.data(BLOGS)] == [1]
    assert admin.patch(f"{BLOGS}/1", {"metaDescription": "Sobre nós"}).status_code == 200
    assert admin.patch(f"{BLOGS}/1", {"status": "sold"}).status_code == 403
    assert editor.patch(f"{BLOGS}/1", {"name": "x"}).status_code == 403
    assert admin.get(f"{BLOGS}/1/access").status_code == 200
    assert editor.get(f"{BLOGS}/1/access").status_code == 403
    assert admin.post(f"{BLOGS}/1/access", {"subject": "x", "role": "owner"}).status_code == 403
    assert owner.post(BLOGS, {"name": "x", "slug": "livre"}).status_code == 403
    for path in (f"{BLOGS}/2", f"{BLOGS}/2/access", f"{BLOGS}/999"):
        assert owner.get(path).status_code == 403
    assert owner.get(f"{BLOGS}/x").status_code == 404
    foreign = rows.insert("users", email="alheio@example.com", name="alheio", subject="alheio")
    access = rows.insert("blog_access", user_id=foreign, blog_id=2, role="author")
    assert owner.delete(f"{BLOGS}/1/access/{access}").status_code == 404


def test_no_address_of_a_person_is_shown(platform_admin: Api, people: dict[str, str]) -> None:
    assert "@" not in platform_admin.get(f"{BLOGS}/1/access").get_data(as_text=True)
