"""What the migrations of each service leave behind: the same by every way, closed to others, owned by somebody."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from built_services import ROOT, SERVICES, name_of

from suite.migrations import Migrations
from suite_ops.database.bootstrap import DATABASE, OWN_SCHEMAS, TEMPORARY_TABLES, prepare_database
from suite_ops.manifest import ManifestService
from suite_testing.databases import TestCluster, TestDatabase

MANDATORY = {"id", "user_id", "created_at", "updated_at"}
LEDGER = "schema_migrations"
CATALOGUE = """
SELECT 'column', c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
       || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0
UNION ALL
SELECT 'constraint', c.relname, k.conname || ' ' || pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = %(schema)s::regnamespace
UNION ALL
SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = %(schema)s
UNION ALL
SELECT 'policy', tablename, policyname || ' ' || roles::text || ' ' || coalesce(qual, '') || coalesce(with_check, '')
  FROM pg_policies WHERE schemaname = %(schema)s
UNION ALL
SELECT 'rights', relname, relacl::text || relrowsecurity || relforcerowsecurity
  FROM pg_class WHERE relnamespace = %(schema)s::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
UNION ALL
SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc
 WHERE pronamespace = %(schema)s::regnamespace AND prokind IN ('f', 'p')
ORDER BY 1, 2, 3
"""


@pytest.fixture
def database(service: ManifestService, test_cluster: TestCluster) -> TestDatabase:
    return test_cluster.clone(service.id, str(service.schema))


def select(database: TestDatabase, statement: str, schema: str | None) -> list[tuple[Any, ...]]:
    with database.connect(schema=str(schema)) as connection, connection.cursor() as cursor:
        cursor.execute(statement, {"schema": schema})
        return cursor.fetchall()


def migrations(service: ManifestService) -> Path:
    return ROOT / service.path / "migrations"


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_second_run_of_the_migrations_changes_nothing(service: ManifestService, database: TestDatabase) -> None:
    before = select(database, CATALOGUE, service.schema)
    assert before
    assert Migrations(migrations(service), str(service.schema)).migrate(database.dsn()) == []
    assert select(database, CATALOGUE, service.schema) == before


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_one_step_a_release_leads_to_the_same_schema(
    service: ManifestService, database: TestDatabase, test_cluster: TestCluster, tmp_path: Path
) -> None:
    name = f"stepwise_{service.schema}"
    prepare_database(test_cluster.cluster.admin_dsn(), database=name)
    stepwise = TestDatabase(test_cluster, name)
    for file in sorted(migrations(service).glob("*.sql")):
        shutil.copy(file, tmp_path)
        (applied,) = Migrations(tmp_path, str(service.schema)).migrate(stepwise.dsn())
        assert applied.file.file_name == file.name
    assert select(stepwise, CATALOGUE, service.schema) == select(database, CATALOGUE, service.schema)


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_every_table_has_the_mandatory_columns_or_is_an_exception(
    service: ManifestService, database: TestDatabase
) -> None:
    found = select(
        database,
        "SELECT c.relname, array_agg(a.attname::text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname",
        service.schema,
    )
    missing = {table: MANDATORY - set(columns) for table, columns in found if not set(columns) >= MANDATORY}
    assert missing == {LEDGER: MANDATORY, **listed_exceptions(service)}


def listed_exceptions(service: ManifestService) -> dict[str, set[str]]:
    """The columns each listed table does without."""
    text = (ROOT / "tests" / "table_exceptions.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text).get(service.id, [])
    assert all(entry["because"] for entry in entries)
    return {table: set(entry["without"]) for entry in entries for table in entry["tables"]}


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_no_other_role_and_not_the_public_has_rights_in_the_schema(
    service: ManifestService, database: TestDatabase
) -> None:
    others = [role for role, schemas in OWN_SCHEMAS.items() if service.schema not in schemas]
    assert len(others) == len(OWN_SCHEMAS) - 1
    rights = select(
        database,
        f"SELECT r.role FROM unnest(ARRAY{others!r} || 'public'::text) AS r (role)"
        " WHERE has_schema_privilege(r.role, %(schema)s, 'USAGE')"
        " OR has_schema_privilege(r.role, %(schema)s, 'CREATE')"
        " UNION ALL SELECT r.role FROM unnest(ARRAY"
        f"{others!r} || 'public'::text) AS r (role), pg_class c"
        " WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND has_table_privilege(r.role, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')",
        service.schema,
    )
    assert rights == []


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_the_own_role_owns_nothing_and_creates_nothing(service: ManifestService, database: TestDatabase) -> None:
    owned = select(
        database,
        f"SELECT relname FROM pg_class WHERE relowner = '{service.db_user}'::regrole"
        f" UNION ALL SELECT 'may create' WHERE has_schema_privilege('{service.db_user}', %(schema)s, 'CREATE')"
        f" OR has_schema_privilege('{service.db_user}', 'public', 'CREATE')",
        service.schema,
    )
    assert owned == []


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_row_level_security_holds_for_the_owner_too(service: ManifestService, database: TestDatabase) -> None:
    half = select(
        database,
        "SELECT relname FROM pg_class WHERE relnamespace = %(schema)s::regnamespace"
        " AND relrowsecurity AND NOT relforcerowsecurity",
        service.schema,
    )
    assert half == []


def test_every_table_of_a_user_of_workspace_api_is_under_row_level_security(test_cluster: TestCluster) -> None:
    database = test_cluster.clone("workspace-api", "workspace")
    open_tables = select(
        database,
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'user_id'"
        " WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND NOT c.relrowsecurity",
        "workspace",
    )
    # Read through a view of its own and closed to the role otherwise.
    assert open_tables == [("workspace_audit_log",)]


@pytest.mark.parametrize("role", OWN_SCHEMAS)
def test_a_role_may_connect_to_the_database_and_no_more(role: str, test_cluster: TestCluster) -> None:
    rights = select(
        TestDatabase(test_cluster, DATABASE),
        "SELECT r FROM unnest(ARRAY['CONNECT', 'CREATE', 'TEMPORARY']) AS r"
        f" WHERE has_database_privilege('{role}', current_database(), r)",
        "public",
    )
    expected = ["CONNECT", "TEMPORARY"] if role in TEMPORARY_TABLES else ["CONNECT"]
    assert [right for (right,) in rights] == expected
