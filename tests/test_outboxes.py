"""Every outbox and every inbox is the one of docs/adding-a-service.md: the library names their columns."""

import pytest
from built_services import SERVICES, name_of

from suite_ops.manifest import ManifestService
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.events import documented_table

SHAPE = """
SELECT 'column', attname, format_type(atttypid, atttypmod), attnotnull::text || attidentity::text
  FROM pg_attribute WHERE attrelid = to_regclass(%(table)s) AND attnum > 0
UNION ALL
SELECT 'constraint', conname, pg_get_constraintdef(oid), '' FROM pg_constraint WHERE conrelid = to_regclass(%(table)s)
UNION ALL
SELECT 'index', indexname, regexp_replace(indexdef, ' ON \\S+ ', ' '), ''
  FROM pg_indexes WHERE schemaname = split_part(%(table)s, '.', 1) AND tablename = split_part(%(table)s, '.', 2)
ORDER BY 1, 2
"""

EXPECTED = {
    ("workspace-api", "outbox"),
    ("blog-api", "outbox"),
    ("documentation-api", "outbox"),
    ("db-sync-worker", "outbox"),
    ("scrape-proxy", "outbox"),
    ("notifications-api", "outbox"),
    ("notifications-api", "inbox"),
}


def shape(database: TestDatabase, table: str) -> list[tuple[str, ...]]:
    with database.connect(schema="public") as connection, connection.cursor() as cursor:
        cursor.execute(SHAPE, {"table": table})
        return cursor.fetchall()


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_they_are_the_documented_ones(service: ManifestService, test_cluster: TestCluster) -> None:
    database = test_cluster.clone(service.id, str(service.schema))
    with database.connect(schema="bus") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA documented; SET search_path = documented")
        for table in ("outbox", "inbox"):
            cursor.execute(documented_table(table))
    for table in ("outbox", "inbox"):
        found = shape(database, f"{service.schema}.{table}")
        assert found in ([], shape(database, f"documented.{table}"))
        assert found or (service.id, table) not in EXPECTED


@pytest.mark.parametrize("service", [one for one in SERVICES if (one.id, "outbox") in EXPECTED], ids=name_of)
def test_a_request_publishes_and_does_not_read(service: ManifestService, test_cluster: TestCluster) -> None:
    database = test_cluster.clone(service.id, str(service.schema))
    role = f"app_{service.schema}"
    insert = "INSERT INTO outbox (id, topic, data) VALUES (gen_random_uuid(), 'x', '{}')"
    setting = "app.blog_id" if service.id == "blog-api" else "app.user_id"
    with database.connect(role, schema=str(service.schema)) as connection, connection.cursor() as cursor:
        cursor.execute(f"BEGIN; SELECT set_config('{setting}', '1', true)")
        cursor.execute(insert)
        for statement in ("SELECT id FROM outbox", "UPDATE outbox SET attempts = 1", "DELETE FROM outbox"):
            cursor.execute(statement)
            assert cursor.rowcount == 0
        cursor.execute("COMMIT; SELECT count(*) FROM outbox")
        assert cursor.fetchone() == (1,)
