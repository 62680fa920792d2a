"""The service's own role cannot write the head of a chain but by appending to it."""

import pytest
from documentation_client import Api
from psycopg2 import errors

from suite_testing.databases import TestDatabase

ROLE, SCHEMA = "app_documentation", "documentation"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documentation_audit_heads SET version = version + 1, hash = repeat('f', 64) WHERE entity_id = %s",
        "UPDATE documentation_audit_heads SET version = version - 1 WHERE entity_id = %s",
        "UPDATE documentation_audit_heads SET hash = repeat('f', 64) WHERE entity_id = %s",
        "INSERT INTO documentation_audit_heads VALUES ('idea', 'new-' || %s, 1, repeat('f', 64))",
    ],
)
def test_a_head_is_not_moved_without_an_entry(api: Api, database: TestDatabase, statement: str) -> None:
    idea = api.idea()
    with (
        database.connect(ROLE, schema=SCHEMA) as connection,
        connection.cursor() as cursor,
        pytest.raises(errors.IntegrityConstraintViolation, match="head of an audit chain"),
    ):
        cursor.execute(statement, (idea["id"],))


def test_a_head_may_be_locked_and_moves_with_what_is_appended(api: Api, database: TestDatabase) -> None:
    idea = api.idea()
    with database.connect(ROLE, schema=SCHEMA) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE documentation_audit_heads SET version = version WHERE entity_id = %s", (idea["id"],))
        assert cursor.rowcount == 1
    assert api.put(f"/api/v1/ideas/{idea['id']}", {"status": "done"}).status_code == 200
