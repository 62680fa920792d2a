"""SQL of those who edit."""

from collections.abc import Mapping
from typing import Any

from suite.auth import Identity
from suite.database import Connection


def ensure_user(connection: Connection, writer: Identity) -> None:
    """Rows belong to a user of this schema; an editor becomes one with the first write."""
    connection.run(
        "INSERT INTO users (id, name, role) VALUES (%s, %s, %s) ON CONFLICT (id) DO NOTHING",
        (str(writer.uuid), writer.user_id, "admin" if writer.role == "admin" else "editor"),
    )


def insert_entry(connection: Connection, entry: Mapping[str, Any]) -> None:
    """An entry of the audit log."""
    connection.run(
        "INSERT INTO audit_log (id, created_at, entity, entity_id, action, user_id, actor, request_id, ip,"
        " old_values, new_values, changed_fields) VALUES (%(id)s, %(at)s, %(entity)s, %(entity_id)s, %(action)s,"
        " %(user_id)s, %(actor)s, %(request_id)s, %(ip)s, %(old)s, %(new)s, %(changed)s)",
        entry,
    )
