"""SQL over documentation_systems."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from documentation_api.listing.queries import Source
from suite.database import Connection
from suite.dates import sql_date

SYSTEM_JSON = f"""json_build_object(
    'id', system.id, 'name', system.name, 'description', system.description, 'type', system.type,
    'url', system.url, 'status', system.status, 'last_checked', {sql_date("system.last_checked")},
    'response_time_ms', system.response_time_ms, 'version', system.version, 'owner', system.owner,
    'tags', system.tags, 'metadata', system.metadata, 'icon', system.icon, 'color', system.color,
    'host', system.host, 'port', system.port, 'created_by', system.created_by,
    'designated_timestamp', {sql_date("system.created_at")}, 'created_at', {sql_date("system.created_at")},
    'updated_at', {sql_date("system.updated_at")})"""
SYSTEMS = Source(
    tables="documentation_systems AS system",
    record=SYSTEM_JSON,
    key="system.id",
    filters={
        "status": "system.status = %(status)s",
        "type": "system.type = %(type)s",
        "owner": "system.owner = %(owner)s",
        "search": "position(%(search)s IN system.search_text) > 0",
    },
    orders={
        "created_at": "system.created_at",
        "updated_at": "system.updated_at",
        "name": "system.search_text",
        "title": "system.search_text",
        "status": "system.status",
    },
)
EDITABLE = (
    "name",
    "description",
    "type",
    "url",
    "status",
    "version",
    "owner",
    "tags",
    "metadata",
    "icon",
    "color",
    "host",
    "port",
)
_STATISTICS = """
SELECT json_build_object(
    'total', count(*),
    'active', count(*) FILTER (WHERE status = 'online'),
    'inactive', count(*) FILTER (WHERE status = 'offline'),
    'degraded', count(*) FILTER (WHERE status = 'error'),
    'unknown', count(*) FILTER (WHERE status = 'unknown'),
    'by_type', (SELECT coalesce(json_object_agg(type, rows ORDER BY type), '{}')
                  FROM (SELECT type, count(*) AS rows FROM documentation_systems GROUP BY type) AS counted),
    'by_owner', (SELECT coalesce(json_object_agg(owner, rows ORDER BY owner), '{}')
                   FROM (SELECT owner, count(*) AS rows FROM documentation_systems
                          WHERE owner IS NOT NULL GROUP BY owner) AS counted),
    'by_status', (SELECT coalesce(json_object_agg(status, rows ORDER BY status), '{}')
                    FROM (SELECT status, count(*) AS rows FROM documentation_systems GROUP BY status) AS counted),
    'avg_response_time', round(avg(response_time_ms), 1))::text
FROM documentation_systems
"""


def select_system(connection: Connection, system_id: UUID, *, lock: bool = False) -> tuple[str, int, Any] | None:
    """JSON, version and time of the last probe of one system; `lock` keeps it for this transaction."""
    return connection.row(
        f"SELECT {SYSTEM_JSON}::text, row_version, last_checked FROM documentation_systems AS system WHERE id = %s"
        + (" FOR UPDATE" if lock else ""),
        (str(system_id),),
    )


def system_exists(connection: Connection, system_id: UUID) -> bool:
    """Whether there is such a system; it stays until the end of the transaction."""
    found = connection.value("SELECT 1 FROM documentation_systems WHERE id = %s FOR KEY SHARE", (str(system_id),))
    return found is not None


def name_is_taken(connection: Connection, name: str) -> bool:
    """Whether a system has that name; who asks at the same time waits until this transaction has ended."""
    connection.value("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"documentation_systems {name}",))
    return connection.value("SELECT 1 FROM documentation_systems WHERE name = %s", (name,)) is not None


def insert_system(connection: Connection, system_id: UUID, values: Mapping[str, Any]) -> str:
    """Store a new system of EDITABLE, created_by, search_text and `at`; its JSON."""
    columns = [name for name in (*EDITABLE, "created_by", "search_text") if name in values]
    return str(
        connection.value(
            f"INSERT INTO documentation_systems AS system (id, created_at, updated_at, {', '.join(columns)})"
            f" VALUES (%(id)s, %(at)s, %(at)s, {', '.join(f'%({name})s' for name in columns)})"
            f" RETURNING {SYSTEM_JSON}::text",
            {**adapted(values), "id": str(system_id)},
        )
    )


def update_system(connection: Connection, system_id: UUID, values: Mapping[str, Any]) -> tuple[str, int, Any]:
    """Store the given columns of EDITABLE, search_text and `at`; what select_system answers."""
    columns = [name for name in (*EDITABLE, "search_text") if name in values]
    row = connection.row(
        f"UPDATE documentation_systems AS system SET {', '.join(f'{name} = %({name})s' for name in columns)},"
        " updated_at = %(at)s, row_version = row_version + 1 WHERE id = %(id)s"
        f" RETURNING {SYSTEM_JSON}::text, row_version, last_checked",
        {**adapted(values), "id": str(system_id)},
    )
    assert row is not None
    return row[0], row[1], row[2]


def delete_system(connection: Connection, system_id: UUID) -> None:
    """Drop the locked row; ideas and files forget it."""
    connection.run("DELETE FROM documentation_systems WHERE id = %s", (str(system_id),))


def select_statistics(connection: Connection) -> str:
    """Counts and the mean of the last response times, as JSON."""
    return str(connection.value(_STATISTICS))


def select_probed(connection: Connection) -> list[tuple[UUID, str | None]]:
    """Id and URL of every system, least recently checked first."""
    rows = connection.rows("SELECT id, url FROM documentation_systems ORDER BY last_checked NULLS FIRST, id")
    return [(UUID(str(row[0])), row[1]) for row in rows]


def update_health(
    connection: Connection, system_id: UUID, *, status: str, at: datetime, milliseconds: int, changed: bool
) -> None:
    """The result of a probe; only a changed status is a change of the record."""
    connection.run(
        "UPDATE documentation_systems SET status = %(status)s, last_checked = %(at)s, response_time_ms = %(ms)s"
        + (", updated_at = %(at)s, row_version = row_version + 1" if changed else "")
        + " WHERE id = %(id)s",
        {"id": str(system_id), "status": status, "at": at, "ms": milliseconds},
    )


def adapted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as parameters."""
    return {name: Json(value) if isinstance(value, dict) else value for name, value in values.items()}
