"""No byte of another blog: through any route, as any role, also with the filter on the blog taken out of the SQL."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2.errors
import pytest
from blog_client import SECRET_OF_TWO, Api, Rows

from blog_api.exporter.files import export_blog
from suite.http import Service
from suite_testing.bare_statements import bare_statements as without_conditions
from suite_testing.databases import TestDatabase

TABLES = (
    *("blogs", "blog_access", "authors", "categories", "tags", "articles", "article_tags", "article_slugs"),
    *("article_revisions", "comments", "article_views", "newsletter_subscriptions", "audit_log", "audit_heads"),
)
_OF_BLOG = re.compile(r"(?:\w+\.)?blog_id = (?:%\(blog_id\)s|\$\d+)")
WORDS = {"q": SECRET_OF_TWO, "search": SECRET_OF_TWO, "limit": "200"}
BODY = {
    **{"title": "Isolamento", "slug": "isolamento", "name": "Isolamento", "content": "x", "approved": True},
    **{"email": "isolamento@example.com", "token": "x"},
}


@pytest.fixture
def bare_statements() -> Iterator[list[str]]:
    """Every condition that compares blog_id with the wanted blog is taken out; the statements are listed."""
    with without_conditions(_OF_BLOG) as stripped:
        yield stripped


def foreign_ids(rows: Rows) -> dict[str, Any]:
    """Values for path parameters that name rows of blog 2."""
    article = rows.value("SELECT id FROM articles WHERE blog_id = 2 AND slug = 'mesmo-slug'")
    return {
        "article_id": article,
        "comment": rows.value("SELECT min(id) FROM comments WHERE blog_id = 2"),
        "version": 1,
        "managed": 2,
        "access": rows.value("SELECT coalesce(min(id), 0) FROM blog_access WHERE blog_id = 2"),
        "slug": "mesmo-slug",
    }


def foreign_record(rows: Rows, rule: str) -> int:
    table = next(name for name in ("categories", "tags", "authors") if name in rule)
    return int(rows.value(f"SELECT min(id) FROM {table} WHERE blog_id = 2"))


def walk(service: Service, rows: Rows, role: str, user: str) -> int:
    """Every route with every method, asked for rows of blog 2 from within blog 1; how many requests."""
    api = Api(service, user, **{"X-Blog-Id": "1"})
    ids, count = foreign_ids(rows), 0
    for rule in service.url_map.iter_rules():
        path = rule.rule.replace("/docs/<name>", "/docs/swagger-ui.css")
        for name, value in ids.items():
            path = path.replace(f"<{name}>", str(value))
        if "<record>" in path:
            path = path.replace("<record>", str(foreign_record(rows, path)))
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            body = None if method in ("GET", "DELETE") else {**BODY, **foreign_references(rows)}
            reply = api.request(method, path, query_string=WORDS, **({"json": body} if body else {}))
            assert SECRET_OF_TWO not in reply.get_data(as_text=True), (role, method, path)
            assert reply.status_code < 500, (role, method, path)
            if "<" in rule.rule and "slug" not in rule.rule and method != "GET":
                assert reply.status_code in (400, 403, 404, 409), (role, method, path, reply.status_code)
            count += 1
    return count


def foreign_references(rows: Rows) -> dict[str, int]:
    return {
        "categoryId": rows.value("SELECT min(id) FROM categories WHERE blog_id = 2"),
        "authorId": rows.value("SELECT min(id) FROM authors WHERE blog_id = 2"),
        "parentId": rows.value("SELECT min(id) FROM categories WHERE blog_id = 2"),
    }


def state_of_two(rows: Rows) -> list[str]:
    """Everything blog 2 has."""
    keys = {table: "id" if table == "blogs" else "blog_id" for table in TABLES}
    return [
        str(rows.value(f"SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {table} AS t WHERE {key} = 2"))
        for table, key in keys.items()
    ]


@pytest.mark.parametrize("role", ["owner", "admin", "editor", "author", "nobody"])
def test_no_route_shows_or_changes_another_blog(
    blog_service: Service, people: dict[str, str], rows: Rows, role: str
) -> None:
    before = state_of_two(rows)
    assert walk(blog_service, rows, role, people.get(role, "nobody")) >= 50
    assert state_of_two(rows) == before


@pytest.mark.parametrize("role", ["owner", "author"])
def test_also_not_without_the_filter_on_the_blog(
    bare_statements: list[str], start_blog: Any, people: dict[str, str], rows: Rows, role: str
) -> None:
    before = state_of_two(rows)
    service = start_blog(db_prepare=False)
    assert walk(service, rows, role, people[role]) >= 50
    assert state_of_two(rows) == before
    assert len(set(bare_statements)) >= 25


def test_a_role_that_bypasses_the_policies_would_show_it_then(
    bare_statements: list[str], start_blog: Any, blog_database: TestDatabase
) -> None:
    from suite.settings import Secret

    service = start_blog(db_prepare=False, database_url=Secret(blog_database.dsn()))
    assert SECRET_OF_TWO in Api(service).get("/blog/articles?blogId=1&limit=100").get_data(as_text=True)


def test_an_export_holds_one_blog(bare_statements: list[str], start_blog: Any, tmp_path: Path) -> None:
    export_blog(start_blog(db_prepare=False).database, 1, tmp_path)
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert "mesmo-slug" in written
    assert SECRET_OF_TWO not in written


@pytest.fixture
def role(blog_database: TestDatabase) -> Iterator[Rows]:
    """A session of the service's own role, with nothing set."""
    with blog_database.connect("app_blog", schema="blog") as connection:
        yield Rows(connection)


@pytest.mark.parametrize("table", [*sorted(set(TABLES) - {"audit_log"}), "visible_articles", "searchable_articles"])
def test_a_session_without_a_blog_sees_no_row(role: Rows, table: str) -> None:
    assert role.value(f"SELECT count(*) FROM {table}") == 0


def test_a_row_cannot_be_given_to_another_blog(role: Rows) -> None:
    role.run("SELECT set_config('app.blog_id', '1', false)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        role.run("UPDATE tags SET blog_id = 2")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        role.run("INSERT INTO tags (blog_id, name, slug) VALUES (2, 'x', 'x')")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET category_id = (SELECT min(id) FROM categories WHERE blog_id = 2) WHERE blog_id = 1",
        "UPDATE articles SET author_id = (SELECT min(id) FROM authors WHERE blog_id = 2) WHERE blog_id = 1",
        "UPDATE categories SET parent_id = (SELECT min(id) FROM categories WHERE blog_id = 2) WHERE blog_id = 1",
        "UPDATE comments SET author_id = (SELECT min(id) FROM authors WHERE blog_id = 2) WHERE blog_id = 1",
        "INSERT INTO article_tags SELECT 1, a.id, t.id FROM articles a, tags t WHERE a.blog_id = 1 AND t.blog_id = 2",
    ],
)
def test_links_across_blogs_are_impossible_even_for_the_administrator(rows: Rows, statement: str) -> None:
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        rows.run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        *(
            "SELECT email FROM users",
            "SELECT password_hash FROM users",
            "INSERT INTO blog_access VALUES (1, 1, 1, 'owner')",
        ),
        *(
            "UPDATE blogs SET user_id = user_id",
            "DELETE FROM blogs",
            "DELETE FROM audit_log",
            "UPDATE audit_log SET noun = 'x'",
        ),
        *("UPDATE deployment_keys SET key = ''", "SELECT * FROM movies.shelf", "CREATE TABLE own (id int)"),
        *("ALTER TABLE articles DISABLE ROW LEVEL SECURITY", "SET ROLE frontend_admin"),
    ],
)
def test_the_role_can_do_no_more_than_it_must(role: Rows, rows: Rows, statement: str) -> None:
    rows.run("CREATE TABLE IF NOT EXISTS movies.shelf (id int)")
    with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.UndefinedObject)):
        role.run(statement)


def test_every_table_of_a_blog_is_under_forced_row_level_security(rows: Rows) -> None:
    found = rows.value(
        "SELECT array_agg(relname::text ORDER BY relname) FROM pg_class"
        " WHERE relnamespace = 'blog'::regnamespace AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    # None of these holds anything of a blog that readers are shown; events name the blog they are about.
    assert found == ["cache_versions", "deployment_keys", "inbox", "schema_migrations", "users"]
