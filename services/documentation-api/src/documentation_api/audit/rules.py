"""The log as clients read it."""

from typing import Any

from documentation_api.audit.entries import EntityEntry
from suite.audit import changes_between
from suite.dates import wire_date


def entry_wire(entry: EntityEntry) -> dict[str, Any]:
    """One entry as clients read it."""
    return {
        "id": str(entry.id),
        "entity_type": entry.entity_type,
        "entity_id": entry.entity_id,
        "action": entry.action,
        "user_id": entry.user_id,
        "old_values": entry.old_values or {},
        "new_values": entry.new_values or {},
        "changes": changes_between(entry.old_values, entry.new_values),
        "ip_address": entry.ip,
        "user_agent": entry.user_agent,
        "request_id": entry.request_id,
        "created_at": wire_date(entry.created_at),
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }
