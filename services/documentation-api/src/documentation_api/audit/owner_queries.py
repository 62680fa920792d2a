"""SQL over the whole log, as the owner of the schema. All streams come sorted by entity."""

from collections.abc import Iterator
from typing import Any

from documentation_api.audit.entries import Entry
from documentation_api.audit.queries import ENTRY_COLUMNS, entry_of
from documentation_api.audit.rules import End
from suite.audit.partitions import AuditLog
from suite.audit.verification import ChainKey, stream_rows
from suite.database import Connection

AUDIT_LOG = AuditLog(
    table="documentation_audit_log",
    anchors="documentation_audit_anchors",
    role="app_documentation",
    key=("entity_type", "entity_id"),
    version="entity_version",
    lock_key=0x646F63756D656E74,  # "document"
)
# The order of Python's strings, whatever the collation of the database.
_ORDER = 'ORDER BY entity_type COLLATE "C", entity_id COLLATE "C"'


def stream_entries(connection: Connection, entity_id: str | None) -> Iterator[tuple[ChainKey, Entry]]:
    """Entries, versions ascending."""
    statement = f"SELECT {ENTRY_COLUMNS} FROM documentation_audit_log{_only(entity_id)} {_ORDER}, entity_version"
    for row in _stream(connection, "entries", statement, entity_id):
        yield (row[2], row[3]), entry_of(row)


def stream_heads(connection: Connection, entity_id: str | None) -> Iterator[tuple[ChainKey, End]]:
    """The newest entry of each chain."""
    return _stream_ends(connection, "heads", entity_id, front=False)


def stream_anchors(connection: Connection, entity_id: str | None) -> Iterator[tuple[ChainKey, End]]:
    """Where chains were cut by retention."""
    return _stream_ends(connection, "anchors", entity_id, front=True)


def delete_old_idempotency(connection: Connection, before: Any) -> int:
    """Forget replies nobody may ask for again; how many went."""
    return connection.run("DELETE FROM documentation_idempotency WHERE created_at < %s", (before,))


def _stream_ends(
    connection: Connection, name: str, entity_id: str | None, *, front: bool
) -> Iterator[tuple[ChainKey, End]]:
    statement = (
        f"SELECT entity_type, entity_id, version, hash FROM documentation_audit_{name}{_only(entity_id)} {_ORDER}"
    )
    for entity_type, entity, version, digest in _stream(connection, name, statement, entity_id):
        yield (entity_type, entity), End(version, digest, front)


def _only(entity_id: str | None) -> str:
    return " WHERE entity_id = %(entity_id)s" if entity_id else ""


def _stream(connection: Connection, cursor: str, statement: str, entity_id: str | None) -> Iterator[Any]:
    return stream_rows(connection, cursor, statement, {"entity_id": entity_id} if entity_id else None)
