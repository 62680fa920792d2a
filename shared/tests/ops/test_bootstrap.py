"""Roles, schemas and rights as the services find them."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import psycopg2
import pytest
from psycopg2 import errors
from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import make_dsn

from suite_ops.database.bootstrap import OWN_SCHEMAS, TEMPORARY_TABLES, prepare_database
from suite_ops.database.cluster import Cluster

Prepared = tuple[Cluster, Mapping[str, str]]


@contextmanager
def session(dsn: str) -> Iterator[Cursor]:
    with closing(psycopg2.connect(dsn)) as conn:
        conn.autocommit = True
        with conn.cursor() as cursor:
            yield cursor


def dsn_of(prepared: Prepared, role: str, database: str = "frontend_apps") -> str:
    cluster, passwords = prepared
    return str(make_dsn(cluster.admin_dsn(database), user=role, password=passwords[role]))


def describe(cluster: Cluster) -> list[tuple[object, ...]]:
    with session(cluster.admin_dsn("frontend_apps")) as cursor:
        cursor.execute("SELECT rolname, rolconnlimit, rolconfig::text FROM pg_roles ORDER BY 1")
        roles = cursor.fetchall()
        cursor.execute("SELECT nspname, nspowner::regrole::text, nspacl::text FROM pg_namespace ORDER BY 1")
        schemas = cursor.fetchall()
        cursor.execute("SELECT defaclnamespace::regnamespace::text, defaclacl::text FROM pg_default_acl ORDER BY 1, 2")
        return [*roles, *schemas, *cursor.fetchall()]


def test_a_second_run_changes_nothing(prepared: Prepared) -> None:
    cluster, passwords = prepared
    before = describe(cluster)
    prepare_database(cluster.admin_dsn(), passwords=passwords)
    assert describe(cluster) == before


def test_two_at_once_prepare_one_database(prepared: Prepared) -> None:
    cluster, _ = prepared
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(prepare_database, cluster.admin_dsn(), "made_by_two") for _ in range(2)]
        assert [run.result() for run in runs] == [None, None]


@pytest.mark.parametrize("role", OWN_SCHEMAS)
def test_a_role_starts_in_its_own_schema_with_limits(prepared: Prepared, role: str) -> None:
    with session(dsn_of(prepared, role)) as cursor:
        cursor.execute(
            "SELECT current_schema, current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout'),"
            " rolsuper, rolbypassrls, rolconnlimit > 0"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (OWN_SCHEMAS[role][0], "15s", "30s", False, False, True)


@pytest.mark.parametrize("role", OWN_SCHEMAS)
def test_a_role_can_create_nothing(prepared: Prepared, role: str) -> None:
    with session(dsn_of(prepared, role)) as cursor:
        for place in (*OWN_SCHEMAS[role], "public"):
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute(f"CREATE TABLE {place}.mine (id int)")
        for statement in ("CREATE SCHEMA mine", "CREATE ROLE mine"):
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute(statement)


@pytest.mark.parametrize("role", OWN_SCHEMAS)
def test_a_role_has_no_large_objects(prepared: Prepared, role: str) -> None:
    with session(dsn_of(prepared, role)) as cursor:
        for statement in (
            "SELECT lo_create(0)",
            "SELECT lo_from_bytea(0, 'x')",
            "SELECT lo_get(1)",
            "SELECT lo_open(1, 1)",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute(statement)


@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_a_role_connects_nowhere_else(prepared: Prepared, database: str) -> None:
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(dsn_of(prepared, "app_blog", database))


def test_a_cluster_with_roles_of_others_keeps_its_rules(prepared: Prepared) -> None:
    cluster, _ = prepared
    with session(cluster.admin_dsn()) as owner:
        owner.execute("CREATE ROLE neighbour LOGIN")
        owner.execute("GRANT CONNECT ON DATABASE template1 TO PUBLIC")
        try:
            prepare_database(cluster.admin_dsn())
            owner.execute("SELECT has_database_privilege('public', 'template1', 'CONNECT')")
            assert owner.fetchone() == (True,)
        finally:
            owner.execute("DROP ROLE neighbour")
        prepare_database(cluster.admin_dsn())
        owner.execute("SELECT has_database_privilege('public', 'template1', 'CONNECT')")
        assert owner.fetchone() == (False,)


@pytest.mark.parametrize("role", sorted(set(OWN_SCHEMAS) - TEMPORARY_TABLES))
def test_only_who_loads_through_them_makes_temporary_tables(prepared: Prepared, role: str) -> None:
    with session(dsn_of(prepared, role)) as cursor, pytest.raises(errors.InsufficientPrivilege):
        cursor.execute("CREATE TEMP TABLE mine (id int)")


def test_a_role_reads_and_writes_new_tables_of_its_schema_only(prepared: Prepared) -> None:
    cluster, _ = prepared
    with session(cluster.admin_dsn("frontend_apps")) as owner:
        owner.execute("CREATE TABLE workspace.notes (id int GENERATED BY DEFAULT AS IDENTITY, text text)")
    try:
        with session(dsn_of(prepared, "app_workspace")) as cursor:
            cursor.execute("INSERT INTO notes (text) VALUES ('a') RETURNING id")
            assert cursor.fetchone() == (1,)
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute("TRUNCATE notes")
        with session(dsn_of(prepared, "app_movies")) as cursor, pytest.raises(errors.InsufficientPrivilege):
            cursor.execute("SELECT * FROM workspace.notes")
    finally:
        with session(cluster.admin_dsn("frontend_apps")) as owner:
            owner.execute("DROP TABLE workspace.notes")


def test_a_stranger_cannot_connect(prepared: Prepared) -> None:
    cluster, _ = prepared
    with session(cluster.admin_dsn()) as owner:
        owner.execute("CREATE ROLE stranger LOGIN PASSWORD 'not-a-secret-here'")
    stranger = make_dsn(cluster.admin_dsn("frontend_apps"), user="stranger", password="not-a-secret-here")
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(stranger)


def test_an_owner_without_superuser_rights_is_enough(prepared: Prepared) -> None:
    cluster, _ = prepared
    with session(cluster.admin_dsn()) as owner:
        owner.execute("CREATE ROLE hosted LOGIN CREATEDB CREATEROLE PASSWORD 'not-a-secret-here'")
        owner.execute("GRANT CONNECT ON DATABASE postgres TO hosted")
        for role in OWN_SCHEMAS:
            owner.execute(f"GRANT {role} TO hosted WITH ADMIN OPTION")
    hosted = str(make_dsn(cluster.admin_dsn(), user="hosted", password="not-a-secret-here"))
    prepare_database(hosted, "hosted_apps")
    prepare_database(hosted, "hosted_apps")
    with session(make_dsn(hosted, dbname="hosted_apps")) as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspowner = 'hosted'::regrole")
        assert cursor.fetchone() == (sum(len(schemas) for schemas in OWN_SCHEMAS.values()),)


def test_a_role_that_grew_rights_loses_them(prepared: Prepared) -> None:
    cluster, _ = prepared
    with session(cluster.admin_dsn()) as owner:
        owner.execute("ALTER ROLE app_blog SUPERUSER BYPASSRLS")
        prepare_database(cluster.admin_dsn())
        owner.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'app_blog'")
        assert owner.fetchone() == (False,)
