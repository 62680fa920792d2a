"""SQL over the audit log. The service appends to the log and reads it through documentation_audit_entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg2.extras import Json

from documentation_api.audit.entries import Entry
from suite.audit import FIRST_HASH, canonical_ip
from suite.database import Connection

ENTRY_COLUMNS = (
    "id, created_at, entity_type, entity_id, action, user_id, old_values, new_values, host(ip_address), user_agent,"
    " request_id, entity_version, prev_hash, hash, hash_alg"
)
# The update changes nothing: it waits for the writer before us and locks the row for our own transaction.
_LOCK_HEAD = (
    "INSERT INTO documentation_audit_heads (entity_type, entity_id, version, hash) VALUES (%s, %s, 0, %s)"
    " ON CONFLICT (entity_type, entity_id) DO UPDATE SET version = documentation_audit_heads.version"
    " RETURNING version, hash"
)
_INSERT_ENTRY = (
    "INSERT INTO documentation_audit_log (id, created_at, entity_type, entity_id, action, user_id, old_values,"
    " new_values, ip_address, user_agent, request_id, entity_version, prev_hash, hash, hash_alg)"
    " VALUES (%(id)s, %(created_at)s, %(entity_type)s, %(entity_id)s, %(action)s, %(user_id)s, %(old_values)s,"
    " %(new_values)s, %(ip_address)s, %(user_agent)s, %(request_id)s, %(version)s, %(prev_hash)s, %(hash)s,"
    " %(hash_alg)s);"
    " UPDATE documentation_audit_heads SET version = %(version)s, hash = %(hash)s"
    " WHERE entity_type = %(entity_type)s AND entity_id = %(entity_id)s"
)
FILTERS = {
    "entity_type": "entity_type = %(entity_type)s",
    "entity_id": "entity_id = %(entity_id)s",
    "action": "action = %(action)s",
    "user_id": "user_id = %(user_id)s",
    "created_from": "created_at >= %(created_from)s",
    "created_to": "created_at <= %(created_to)s",
}


def lock_head(connection: Connection, entity_type: str, entity_id: str) -> tuple[int, str]:
    """Version and hash of the chain's newest entry, 0 and FIRST_HASH before the first."""
    row = connection.row(_LOCK_HEAD, (entity_type, entity_id, FIRST_HASH))
    assert row is not None
    return row[0], row[1]


def insert_entry(connection: Connection, entry: Entry) -> None:
    """Append a sealed entry and make it the head of its chain."""
    connection.run(
        _INSERT_ENTRY,
        {
            "id": str(entry.id),
            "created_at": entry.created_at,
            "entity_type": entry.entity_type,
            "entity_id": entry.entity_id,
            "action": entry.action,
            "user_id": entry.user_id,
            "old_values": json_or_null(entry.old_values),
            "new_values": json_or_null(entry.new_values),
            "ip_address": entry.ip_address,
            "user_agent": entry.user_agent,
            "request_id": entry.request_id,
            "version": entry.version,
            "prev_hash": entry.prev_hash,
            "hash": entry.hash,
            "hash_alg": entry.hash_alg,
        },
    )


def select_entries(
    connection: Connection, filters: dict[str, Any], *, before: tuple[datetime, UUID] | None, rows: int
) -> list[Entry]:
    """Entries the session may see, newest first; `before` is the sort key of the last one already shown."""
    conditions = [FILTERS[name] for name in filters]
    parameters: dict[str, Any] = {**filters, "rows": rows}
    if before:
        conditions.append("(created_at, id) < (%(before_at)s, %(before_id)s::uuid)")
        parameters |= {"before_at": before[0], "before_id": str(before[1])}
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    found = connection.rows(
        f"SELECT {ENTRY_COLUMNS} FROM documentation_audit_entries{where}"
        " ORDER BY created_at DESC, id DESC LIMIT %(rows)s",
        parameters,
    )
    return [entry_of(row) for row in found]


def count_entries(connection: Connection, filters: dict[str, Any]) -> int:
    """How many entries match."""
    where = f" WHERE {' AND '.join(FILTERS[name] for name in filters)}" if filters else ""
    return int(connection.value(f"SELECT count(*) FROM documentation_audit_entries{where}", filters))


def select_entry(connection: Connection, entry_id: UUID, at: datetime) -> Entry | None:
    """One entry; `at` is the millisecond in its id, so that only one partition is read."""
    row = connection.row(
        f"SELECT {ENTRY_COLUMNS} FROM documentation_audit_entries WHERE id = %(id)s"
        " AND created_at >= %(at)s AND created_at < %(at)s + interval '1 millisecond'",
        {"id": str(entry_id), "at": at},
    )
    return entry_of(row) if row else None


def entry_of(row: Sequence[Any]) -> Entry:
    """A row of ENTRY_COLUMNS as an entry."""
    values = list(row)
    values[0], values[8] = UUID(str(row[0])), canonical_ip(row[8])
    return Entry(*values)


def json_or_null(values: dict[str, Any] | None) -> Json | None:
    """A parameter for a JSONB column."""
    return None if values is None else Json(values)
