"""SQL over the audit log. The service appends to the log and reads it through documentation_audit_entries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from documentation_api.audit.entries import AUDIT_LOG, EntityEntry
from suite.database import Connection

FILTERS = {
    "entity_type": "entity_type = %(entity_type)s",
    "entity_id": "entity_id = %(entity_id)s",
    "action": "action = %(action)s",
    "user_id": "user_id = %(user_id)s",
    "created_from": "created_at >= %(created_from)s",
    "created_to": "created_at <= %(created_to)s",
}


def select_entries(
    connection: Connection, filters: dict[str, Any], *, before: tuple[datetime, UUID] | None, rows: int
) -> list[EntityEntry]:
    """Entries the session may see, newest first; `before` is the sort key of the last one already shown."""
    conditions = [FILTERS[name] for name in filters]
    parameters: dict[str, Any] = {**filters, "rows": rows}
    if before:
        conditions.append("(created_at, id) < (%(before_at)s, %(before_id)s::uuid)")
        parameters |= {"before_at": before[0], "before_id": str(before[1])}
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return AUDIT_LOG.select_entries(connection, f"{where} ORDER BY created_at DESC, id DESC LIMIT %(rows)s", parameters)


def count_entries(connection: Connection, filters: dict[str, Any]) -> int:
    """How many entries match."""
    where = f" WHERE {' AND '.join(FILTERS[name] for name in filters)}" if filters else ""
    return int(connection.value(f"SELECT count(*) FROM documentation_audit_entries{where}", filters))


def select_entry(connection: Connection, entry_id: UUID, at: datetime) -> EntityEntry | None:
    """One entry; `at` is the millisecond in its id, so that only one partition is read."""
    found = AUDIT_LOG.select_entries(
        connection,
        "WHERE id = %(id)s AND created_at >= %(at)s AND created_at < %(at)s + interval '1 millisecond'",
        {"id": str(entry_id), "at": at},
    )
    return found[0] if found else None


def delete_old_idempotency(connection: Connection, before: datetime) -> int:
    """Forget replies nobody may ask for again; how many went. As the owner of the schema."""
    return connection.run("DELETE FROM documentation_idempotency WHERE created_at < %s", (before,))
