"""Database, roles and schemas as every service expects them. Idempotent; several may run it at once."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import encrypt_password, make_dsn

DATABASE = "frontend_apps"
OWN_SCHEMAS: Mapping[str, tuple[str, ...]] = {
    "app_movies": ("movies",),
    "app_blog": ("blog",),
    "app_workspace": ("workspace",),
    "app_documentation": ("documentation",),
    "app_scrape": ("scrape",),
    "app_sync": ("sync", "market"),
    "app_notifications": ("notifications",),
    "app_console": ("console",),
    "app_bus": ("bus",),
}
# Who loads through staging tables of a session.
TEMPORARY_TABLES = frozenset({"app_sync"})
# One service with a few replicas; eight roles at their limit must not starve the administrator.
CONNECTION_LIMIT = 60
STATEMENT_TIMEOUT = "15s"
IDLE_IN_TRANSACTION_TIMEOUT = "30s"
_LOCK = 0x636F6C6D6569611  # "colmeia": one preparation at a time in a cluster


class BootstrapError(Exception):
    """The server does not allow what the suite needs; the text names the missing right."""


def prepare_database(admin_dsn: str, database: str = DATABASE, passwords: Mapping[str, str] | None = None) -> None:
    """Create what is missing and correct what differs.

    `admin_dsn` opens an existing maintenance database (usually `postgres`) as the role that owns and
    migrates: a superuser, or one with CREATEROLE and CREATEDB. `passwords` maps role → password; a role that
    is not named keeps its own. Raises BootstrapError or psycopg2.Error.
    """
    with _preparing(admin_dsn) as maintenance:
        _create_database(maintenance, database)
        with (
            closing(psycopg2.connect(make_dsn(admin_dsn, dbname=database))) as conn,
            conn,
            conn.cursor() as cursor,
        ):
            _prepare_roles(conn, cursor, passwords or {})
            _close_to_public(cursor, database)
            for role, schemas in OWN_SCHEMAS.items():
                _open_to_role(cursor, database, role, schemas)
            _require_closed_public(cursor)
            _close_large_objects(cursor)
            _close_other_databases(cursor)


def prepare_roles(admin_dsn: str, passwords: Mapping[str, str] | None = None) -> None:
    """The login roles alone, before a backup that grants to them is restored; as prepare_database does it."""
    with _preparing(admin_dsn), closing(psycopg2.connect(admin_dsn)) as conn, conn, conn.cursor() as cursor:
        _prepare_roles(conn, cursor, passwords or {})


def _prepare_roles(conn: Connection, cursor: Cursor, passwords: Mapping[str, str]) -> None:
    for role, schemas in OWN_SCHEMAS.items():
        _prepare_role(cursor, role, schemas[0])
        _set_password(conn, cursor, role, passwords.get(role))


@contextmanager
def _preparing(admin_dsn: str) -> Iterator[Cursor]:
    # Session locks are per database, so everyone meets in the maintenance database.
    with closing(psycopg2.connect(admin_dsn)) as conn:
        conn.autocommit = True
        with conn.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            yield cursor


def _create_database(cursor: Cursor, database: str) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
    if not cursor.fetchone():
        create = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
        cursor.execute(create.format(sql.Identifier(database)))


def _prepare_role(cursor: Cursor, role: str, schema: str) -> None:
    cursor.execute(
        "SELECT rolcanlogin AND NOT"
        " (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
        " FROM pg_roles WHERE rolname = %s",
        (role,),
    )
    found = cursor.fetchone()
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    # Only a superuser may name SUPERUSER or BYPASSRLS in ALTER ROLE, so a role that is right is not touched.
    if not found:
        cursor.execute(_about("CREATE ROLE {} " + rights, role))
    elif not found[0]:
        cursor.execute(_about("ALTER ROLE {} " + rights, role))
    cursor.execute(_about("ALTER ROLE {} CONNECTION LIMIT " + str(CONNECTION_LIMIT), role))
    _set_default(cursor, role, "search_path", sql.Identifier(schema))
    _set_default(cursor, role, "statement_timeout", sql.Literal(STATEMENT_TIMEOUT))
    _set_default(cursor, role, "idle_in_transaction_session_timeout", sql.Literal(IDLE_IN_TRANSACTION_TIMEOUT))


def _set_default(cursor: Cursor, role: str, name: str, value: sql.Composable) -> None:
    change = sql.SQL("ALTER ROLE {} SET {} = {}")
    cursor.execute(change.format(sql.Identifier(role), sql.Identifier(name), value))


def _set_password(conn: Connection, cursor: Cursor, role: str, password: str | None) -> None:
    if password:
        # Hashed here, so that no server log can ever hold the password itself.
        verifier = encrypt_password(password, role, conn, "scram-sha-256")
        change = sql.SQL("ALTER ROLE {} PASSWORD {}")
        cursor.execute(change.format(sql.Identifier(role), sql.Literal(verifier)))


def _close_to_public(cursor: Cursor, database: str) -> None:
    cursor.execute(_about("REVOKE ALL ON DATABASE {} FROM PUBLIC", database))
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _open_to_role(cursor: Cursor, database: str, role: str, schemas: tuple[str, ...]) -> None:
    rights = "CONNECT, TEMPORARY" if role in TEMPORARY_TABLES else "CONNECT"
    cursor.execute(_about(f"GRANT {rights} ON DATABASE {{}} TO {{}}", database, role))
    for schema in schemas:
        cursor.execute(_about("CREATE SCHEMA IF NOT EXISTS {}", schema))
        cursor.execute(_about("REVOKE ALL ON SCHEMA {} FROM PUBLIC", schema))
        cursor.execute(_about("GRANT USAGE ON SCHEMA {} TO {}", schema, role))
        # Tables that exist keep the grants their migrations gave them; these are for tables to come.
        future = "ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT "
        cursor.execute(_about(future + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}", schema, role))
        cursor.execute(_about(future + "USAGE ON SEQUENCES TO {}", schema, role))


def _require_closed_public(cursor: Cursor) -> None:
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
        " AND has_schema_privilege(rolname, 'public', 'CREATE') ORDER BY rolname",
        (list(OWN_SCHEMAS),),
    )
    open_to = [name for (name,) in cursor.fetchall()]
    if open_to:
        raise BootstrapError(
            f"schema public still lets {', '.join(open_to)} create: as its owner, "
            "run REVOKE CREATE ON SCHEMA public FROM PUBLIC"
        )


def _close_large_objects(cursor: Cursor) -> None:
    """Large objects know no schema and no row level security: nobody but a superuser writes or reads them."""
    if not _is_superuser(cursor):
        return
    cursor.execute(
        "SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc"
        " WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite'))"
        " AND has_function_privilege('public', oid, 'EXECUTE') ORDER BY 1"
    )
    for (revoke,) in cursor.fetchall():
        cursor.execute(revoke)


def _close_other_databases(cursor: Cursor) -> None:
    """No role of ours connects to the maintenance databases, where the cluster has no other login roles but ours.

    On a server that is shared, who may connect there is not ours to say.
    """
    cursor.execute(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND NOT rolreplication"
        " AND rolname <> ALL(%s) AND rolname <> current_user)",
        (list(OWN_SCHEMAS),),
    )
    (shared,) = cursor.fetchone() or (True,)
    if shared or not _is_superuser(cursor):
        return
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datname IN ('postgres', 'template1')"
        " AND has_database_privilege('public', oid, 'CONNECT') ORDER BY 1"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(_about("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", name))


def _is_superuser(cursor: Cursor) -> bool:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool((cursor.fetchone() or (False,))[0])


def _about(statement: str, *names: str) -> Any:
    return sql.SQL(statement).format(*(sql.Identifier(name) for name in names))
