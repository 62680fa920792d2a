"""The service's own role cannot write the head of a chain but by appending to it."""

import psycopg2
import pytest
from psycopg2 import errors
from workspace_client import Api

from suite_testing.databases import TestDatabase

ROLE, SCHEMA = "app_workspace", "workspace"


@pytest.mark.parametrize(
    "change",
    [
        "audit_hash = repeat('f', 64)",
        "audit_hash = repeat('0', 64)",
        "audit_hash = repeat('f', 64), version = version + 1",
        "version = 1, audit_hash = (SELECT prev_hash FROM workspace_audit_entries AS entry"
        " WHERE entry.item_id = workspace_items.id AND entry.version = 2)",
    ],
)
def test_a_head_is_not_moved_without_an_entry(api: Api, database: TestDatabase, change: str) -> None:
    item = api.create()
    api.patch(f"/api/items/{item['id']}", {"status": "review"})
    with database.connect(ROLE, schema=SCHEMA) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN; SELECT set_config('app.user_id', %s, true)", (api.user,))
        cursor.execute(f"UPDATE workspace_items SET {change} WHERE id = %s", (item["id"],))
        assert cursor.rowcount == 1
        with pytest.raises(errors.IntegrityConstraintViolation, match="head of an audit chain"):
            cursor.execute("COMMIT")
    assert api.get(f"/api/items/{item['id']}/history?verify=true").get_json()["chain"]["valid"]


def test_an_item_is_not_stored_without_its_first_entry(api: Api, database: TestDatabase) -> None:
    item = api.create()
    with database.connect(ROLE, schema=SCHEMA) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN; SELECT set_config('app.user_id', %s, true)", (api.user,))
        cursor.execute(
            "INSERT INTO workspace_items (id, user_id, title, title_key, description, category, created_at, updated_at,"
            " created_by, updated_by, audit_hash, search_text) SELECT gen_random_uuid(), user_id, title, title_key,"
            " description, category, created_at, updated_at, created_by, updated_by, audit_hash, search_text"
            " FROM workspace_items WHERE id = %s",
            (item["id"],),
        )
        with pytest.raises(psycopg2.Error, match="head of an audit chain"):
            cursor.execute("COMMIT")
