"""Changes of systems, each with its entry in the audit log."""

import json
from typing import Any
from uuid import UUID

from documentation_api.audit.entries import CREATED, STATUS_CHANGED, SYSTEM
from documentation_api.audit.ledger import AuditActor, record, record_deleted, record_update
from documentation_api.systems import queries
from documentation_api.systems.errors import SystemExists, SystemNotFound
from documentation_api.versions import require_version, tag_of
from suite.database import Connection, violating
from suite.ids import now_milliseconds, uuid7
from suite.text.folding import fold

Stored = tuple[str, str]
UNIQUE_NAME = "uq_documentation_systems_name"


def create_system(connection: Connection, actor: AuditActor, given: dict[str, Any]) -> tuple[UUID, str]:
    """Id and JSON of the new system."""
    at = now_milliseconds()
    system_id = uuid7(at)
    values = {
        **given,
        "created_by": actor.user_id,
        "search_text": search_text(given["name"], given.get("description")),
        "at": at,
    }
    with violating(UNIQUE_NAME, SystemExists()):
        text = queries.insert_system(connection, system_id, values)
    record(connection, actor, SYSTEM, system_id, CREATED, new=json.loads(text))
    return system_id, text


def change_system(
    connection: Connection, actor: AuditActor, system_id: UUID, given: dict[str, Any], if_match: str | None
) -> Stored:
    """JSON and entity tag after the change."""
    before = locked_system(connection, system_id, if_match)
    merged = {**before, **given}
    values = {**given, "search_text": search_text(merged["name"], merged["description"]), "at": now_milliseconds()}
    with violating(UNIQUE_NAME, SystemExists()):
        text, version, checked = queries.update_system(connection, system_id, values)
    record_update(connection, actor, SYSTEM, system_id, before, json.loads(text))
    return text, system_tag(version, checked)


def remove_system(connection: Connection, actor: AuditActor, system_id: UUID, if_match: str | None) -> None:
    """Delete; ideas and files keep existing without it."""
    before = locked_system(connection, system_id, if_match)
    queries.delete_system(connection, system_id)
    record_deleted(connection, actor, SYSTEM, system_id, before)


def record_status(connection: Connection, actor: AuditActor, system_id: UUID, before: str, after: str) -> None:
    """The status a probe has found."""
    record(connection, actor, SYSTEM, system_id, STATUS_CHANGED, old={"status": before}, new={"status": after})


def locked_system(connection: Connection, system_id: UUID, if_match: str | None) -> dict[str, Any]:
    """The record as clients know it, kept for this transaction."""
    row = queries.select_system(connection, system_id, lock=True)
    if row is None:
        raise SystemNotFound()
    text, version, checked = row
    require_version(if_match, version, system_tag(version, checked))
    found: dict[str, Any] = json.loads(text)
    return found


def system_tag(version: int, checked: Any) -> str:
    """The entity tag: the version, and the moment of the last probe."""
    return tag_of(version, int(checked.timestamp() * 1000) if checked else None)


def search_text(name: str, description: str | None) -> str:
    """What a search looks at."""
    return fold(f"{name}\n{description or ''}")
