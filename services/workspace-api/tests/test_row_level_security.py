"""Another user's rows do not exist: not through any route, not without a WHERE, not for the role itself."""

import re
from collections.abc import Iterator
from time import time
from typing import Any
from uuid import uuid4

import jwt
import psycopg2
import psycopg2.errors
import pytest
from psycopg2.extensions import connection as Session
from workspace_client import Api

from suite.http import Service
from suite.settings import Secret
from suite_testing.bare_statements import bare_statements as without_conditions
from suite_testing.databases import TestDatabase

OWNED_TABLES = (
    "workspace_users",
    "workspace_categories",
    "workspace_items",
    "workspace_changes",
    "workspace_idempotency",
    "workspace_audit_entries",
    "workspace_audit_anchors",
)
_OF_USER = re.compile(r"(?:\w+\.)?user_id = (%\(user_id\)s|%s|\$\d+)")
STEPS = {"GET": None, "PUT": {"title": "taken"}, "PATCH": {"title": "taken"}, "DELETE": None, "POST": None}


def item_routes(service: Service) -> list[tuple[str, str]]:
    """(method, rule) of every route about one item."""
    return [
        (method, rule.rule)
        for rule in service.url_map.iter_rules()
        if "<item:item_id>" in rule.rule
        for method in sorted(rule.methods or ())
        if method not in ("OPTIONS", "HEAD")
    ]


def assert_foreign_item_is_unknown(service: Service, other: Api, item_id: str) -> None:
    routes = item_routes(service)
    assert len(routes) >= 6
    for method, rule in routes:
        reply = other.request(method, rule.replace("<item:item_id>", item_id), json=STEPS[method])
        assert reply.status_code == 404, (method, rule)
        assert reply.get_json()["message"] == f"Item with id {item_id} not found"


def assert_nothing_is_listed(other: Api) -> None:
    assert other.get("/api/items?include=total").get_json()["total"] == 0
    assert other.get("/api/items").get_json()["data"] == []
    assert other.get("/api/items/changes?include=item").get_json()["data"] == []
    assert other.get("/api/items/export?format=ndjson").get_data() == b""
    figures = other.get("/api/items/stats").get_json()["data"]
    assert figures["total"] == 0
    assert figures["topTags"] == []
    assert sum(day["created"] for day in figures["perDay"]) == 0


def assert_bulk_touches_nothing(other: Api, item_id: str) -> None:
    update = {"op": "update", "id": item_id, "data": {"title": "taken"}}
    for operation in (update, {"op": "delete", "id": item_id}):
        reply = other.post("/api/items/bulk", {"mode": "independent", "operations": [operation]})
        assert reply.status_code == 207
        assert reply.get_json()["results"][0]["status"] == 404


@pytest.fixture
def bare_statements() -> Iterator[list[str]]:
    """Every condition on user_id is taken out of every statement; the statements that had one are listed."""
    with without_conditions(_OF_USER) as stripped:
        yield stripped


def test_a_foreign_item_is_unknown_through_every_route(service: Service, api: Api, other: Api) -> None:
    item = api.create()
    assert_foreign_item_is_unknown(service, other, item["id"])
    assert_bulk_touches_nothing(other, item["id"])
    assert_nothing_is_listed(other)
    assert api.get(f"/api/items/{item['id']}").get_json()["data"] == item


def test_a_deleted_foreign_item_cannot_be_restored(api: Api, other: Api) -> None:
    item = api.create()
    api.delete(f"/api/items/{item['id']}")
    assert other.post(f"/api/items/{item['id']}/restore").status_code == 404
    assert other.get(f"/api/items/{item['id']}/history").status_code == 404
    assert api.post(f"/api/items/{item['id']}/restore").status_code == 200


def test_a_foreign_category_is_unknown_through_every_route(api: Api, other: Api) -> None:
    assert api.post("/api/categories", {"name": "secreta"}).status_code == 201
    for method, path, body in (
        ("GET", "", None),
        ("PUT", "", {"color": "#000000"}),
        ("PATCH", "", {"color": "#000000"}),
        ("DELETE", "", None),
        ("PATCH", "/toggle", None),
    ):
        assert other.request(method, f"/api/categories/secreta{path}", json=body).status_code == 404, method
    listed = other.get("/api/categories").get_json()["data"]
    assert "secreta" not in [category["name"] for category in listed]
    assert api.get("/api/categories/secreta").get_json()["data"]["is_active"] is True


def test_an_idempotency_key_belongs_to_its_user(api: Api, other: Api) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = {"title": "T", "description": "D", "category": "dashboard", "priority": "low"}
    mine = api.post("/api/items", body, headers=key)
    theirs = other.post("/api/items", body, headers=key)
    assert theirs.status_code == 201
    assert "Idempotency-Replayed" not in theirs.headers
    assert theirs.get_json()["data"]["id"] != mine.get_json()["data"]["id"]


def test_without_any_condition_on_the_user_rows_stay_apart(
    bare_statements: list[str], start: Any, api: Api, other: Api
) -> None:
    service = start()
    mine, theirs = Api(service, api.user), Api(service, other.user)
    item = mine.create()
    assert_foreign_item_is_unknown(service, theirs, item["id"])
    assert_bulk_touches_nothing(theirs, item["id"])
    assert_nothing_is_listed(theirs)
    theirs.create()
    assert [entry["id"] for entry in mine.get("/api/items").get_json()["data"]] == [item["id"]]
    assert mine.get("/api/items/changes").get_json()["lastSeq"] == 1
    assert len(set(bare_statements)) >= 8


def test_a_role_that_bypasses_the_policies_would_see_foreign_rows_then(
    bare_statements: list[str], start: Any, api: Api, other: Api, database: TestDatabase
) -> None:
    item = api.create()
    service = start(database_url=type(start().settings.database_url)(database.dsn()))
    assert Api(service, other.user).get(f"/api/items/{item['id']}").status_code == 200


@pytest.fixture
def role(database: TestDatabase) -> Iterator[Session]:
    """A session of the service's own role, with nothing set."""
    with database.connect("app_workspace", schema="workspace") as connection:
        yield connection


def count(connection: Session, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def run_as(connection: Session, user: str, statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, false)", (user,))
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("table", OWNED_TABLES)
def test_an_unset_user_sees_no_row(table: str, api: Api, role: Session, admin: Session) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    item = api.post("/api/items", {**api.create(), "title": "K"}, headers=key).get_json()["data"]
    with admin.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workspace_audit_anchors VALUES (%s, %s, 1, repeat('0', 64))", (item["id"], api.user)
        )
    visible = run_as(role, api.user, f"SELECT user_id FROM {table}")
    assert visible
    assert {user for (user,) in visible} == {api.user}
    for nobody in ("", "nobody-at-all"):
        assert run_as(role, nobody, f"SELECT user_id FROM {table}") == []


def test_a_fresh_session_of_the_role_sees_no_row(api: Api, role: Session) -> None:
    api.create()
    assert [count(role, table) for table in OWNED_TABLES] == [0] * len(OWNED_TABLES)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workspace_items SET title = 'taken'",
        "DELETE FROM workspace_items",
        "UPDATE workspace_users SET last_seq = 0",
        "DELETE FROM workspace_changes",
        "DELETE FROM workspace_idempotency",
        "UPDATE workspace_categories SET is_active = false",
    ],
)
def test_writes_reach_only_rows_of_the_session_user(statement: str, api: Api, other: Api, role: Session) -> None:
    item = api.create()
    before = api.get("/api/categories").get_json(), api.get("/api/items/changes").get_json()
    run_as(role, other.user, statement)
    assert api.get(f"/api/items/{item['id']}").get_json()["data"] == item
    assert (api.get("/api/categories").get_json(), api.get("/api/items/changes").get_json()) == before


def test_a_row_cannot_be_given_to_another_user(api: Api, other: Api, role: Session) -> None:
    other.create()
    item = api.create()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run_as(role, api.user, f"UPDATE workspace_items SET user_id = '{other.user}' WHERE id = '{item['id']}'")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run_as(role, api.user, "INSERT INTO workspace_users (user_id, seeded_at) VALUES ('somebody', now())")


def audit_tables(admin: Session) -> list[str]:
    with admin.cursor() as cursor:
        cursor.execute(
            "SELECT 'workspace_audit_log' UNION ALL"
            " SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'workspace.workspace_audit_log'::regclass"
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM {}",
        "UPDATE {} SET user_id = user_id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "INSERT INTO {} SELECT * FROM {} LIMIT 0",
    ],
)
def test_the_audit_log_and_its_partitions_are_closed(statement: str, api: Api, role: Session, admin: Session) -> None:
    api.create()
    tables = audit_tables(admin)
    assert "workspace_audit_log_default" in tables
    assert len(tables) > 30
    for table in tables:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run_as(role, api.user, statement.format(table, table))


def test_partitions_take_no_direct_insert(api: Api, role: Session, admin: Session) -> None:
    for table in audit_tables(admin)[1:]:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run_as(role, api.user, f"INSERT INTO {table} (user_id) VALUES ('{api.user}')")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE own (id int)",
        "CREATE TABLE public.own (id int)",
        "CREATE SCHEMA own",
        "CREATE FUNCTION workspace.own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP TABLE workspace_items",
        "ALTER TABLE workspace_items DISABLE ROW LEVEL SECURITY",
        "DROP POLICY workspace_items_of_user ON workspace_items",
        "SET ROLE frontend_admin",
        "INSERT INTO schema_migrations (version, name, checksum, duration_ms) VALUES (9, 'x', 'x', 0)",
        "INSERT INTO workspace_audit_anchors VALUES (gen_random_uuid(), 'x', 1, 'x')",
    ],
)
def test_the_role_cannot_change_the_schema(statement: str, role: Session) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run_as(role, "anybody", statement)


def test_the_role_can_read_no_other_schema(role: Session, admin: Session) -> None:
    with admin.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS movies.shelf (id int)")
        cursor.execute("CREATE TABLE IF NOT EXISTS public.shelf (id int)")
    for table in ("movies.shelf", "public.shelf"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run_as(role, "anybody", f"SELECT * FROM {table}")


def test_a_token_of_one_user_does_not_reach_another_by_name(start: Any, api: Api, other: Api) -> None:
    item = api.create()
    secret = "a-secret-of-this-test-that-is-long-enough"
    client = start(auth_mode="jwt", jwt_secret=Secret(secret)).test_client()
    token = jwt.encode({"sub": other.user, "role": "admin", "exp": int(time()) + 600}, secret, algorithm="HS256")
    for name in (api.user, other.user):
        headers = {"Authorization": f"Bearer {token}", "X-User-Id": name}
        assert client.get(f"/api/items/{item['id']}", headers=headers).status_code == 404
        assert client.get("/api/items", headers=headers).get_json()["data"] == []
        assert client.delete(f"/api/items/{item['id']}", headers=headers).status_code == 404
    assert client.get(f"/api/items/{item['id']}", headers={"X-User-Id": api.user}).status_code == 401
    assert api.get(f"/api/items/{item['id']}").status_code == 200
