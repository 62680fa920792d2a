"""SQL of a runner: the ledger, which says what a schema has been through, and the session that files run in."""

from dataclasses import dataclass
from datetime import datetime

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from suite.migrations.files import MigrationFile


@dataclass(frozen=True)
class LedgerEntry:
    """One applied migration; `contract` is its reason when it took something away."""

    version: int
    name: str
    checksum: str
    applied_at: datetime
    duration_ms: int
    contract: str | None = None

    @property
    def file_name(self) -> str:
        """Name of the file it was applied from."""
        return f"{self.version:04d}_{self.name}.sql"


def select_entries(connection: Connection, schema: str) -> list[LedgerEntry]:
    """Applied migrations by version; none when the ledger does not exist yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relname = 'schema_migrations')",
            (schema,),
        )
        row = cursor.fetchone()
        if not row or not row[0]:
            return []
        cursor.execute(
            # By way of JSON: readiness also meets ledgers from before the last column.
            sql.SQL(
                "SELECT version, name, checksum, applied_at, duration_ms, to_jsonb(l) ->> 'contract'"
                " FROM {} AS l ORDER BY version"
            ).format(_ledger(schema))
        )
        return [LedgerEntry(*entry) for entry in cursor.fetchall()]


def create_ledger(connection: Connection, schema: str) -> None:
    """Schema and ledger, once. Roles that have rights on all new tables of the schema may only read here."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        cursor.execute(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {} ("
                " version integer CONSTRAINT pk_schema_migrations PRIMARY KEY,"
                " name text NOT NULL,"
                " checksum text NOT NULL,"
                " applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),"
                " duration_ms integer NOT NULL,"
                " contract text)"
            ).format(_ledger(schema))
        )
        cursor.execute(sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS contract text").format(_ledger(schema)))
        for grantee in _select_grantees(connection, schema):
            role = sql.Identifier(grantee) if grantee else sql.SQL("PUBLIC")
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(_ledger(schema), role))
            cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(_ledger(schema), role))


def insert_entry(connection: Connection, schema: str, file: MigrationFile, duration_ms: int) -> None:
    """Record a file as applied."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "INSERT INTO {} (version, name, checksum, duration_ms, contract) VALUES (%s, %s, %s, %s, %s)"
            ).format(_ledger(schema)),
            (file.version, file.name, file.checksum, duration_ms, file.contract),
        )


def _select_grantees(connection: Connection, schema: str) -> list[str | None]:
    """Roles other than the owner that may change the ledger; None stands for PUBLIC."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT r.rolname FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " CROSS JOIN LATERAL aclexplode(c.relacl) a"
            " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee"
            " WHERE n.nspname = %s AND c.relname = 'schema_migrations'"
            " AND a.grantee <> c.relowner AND a.privilege_type <> 'SELECT'",
            (schema,),
        )
        return [row[0] for row in cursor.fetchall()]


def _ledger(schema: str) -> sql.Identifier:
    return sql.Identifier(schema, "schema_migrations")


def prepare_session(connection: Connection, schema: str, lock_timeout_ms: int) -> None:
    """Names are of the schema, and a statement waits for its locks so long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('search_path', quote_ident(%s), false), set_config('lock_timeout', %s, false)",
            (schema, f"{lock_timeout_ms}ms"),
        )


def reset_session(connection: Connection) -> None:
    """What a file set for its session must not change the rights on the ledger or the next file."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; RESET ALL")


def try_lock(connection: Connection, key: int) -> bool:
    """Become the one runner until the connection ends; False when there is another."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (key,))
        row = cursor.fetchone()
    return bool(row and row[0])
