"""Changes of ideas, each with its entry in the audit log; a move over the board is told as an event."""

import json
from typing import Any
from uuid import UUID

from documentation_api.audit.entries import CREATED, IDEA
from documentation_api.audit.ledger import AuditActor, record, record_deleted, record_update
from documentation_api.ideas import queries
from documentation_api.ideas.errors import IdeaNotFound
from documentation_api.ideas.rules import with_completion
from documentation_api.systems.errors import ReferencedSystemNotFound
from documentation_api.systems.queries import system_exists
from documentation_api.versions import require_version, tag_of
from suite.database import Connection
from suite.dates import wire_date
from suite.events import publish
from suite.ids import now_milliseconds, uuid7
from suite.text.folding import fold

MOVED = "idea-moved"


def create_idea(connection: Connection, actor: AuditActor, given: dict[str, Any]) -> UUID:
    """The id of the new idea."""
    at = now_milliseconds()
    idea_id = uuid7(at)
    require_system(connection, given)
    values = {
        **with_completion(given, None, at),
        "created_by": actor.user_id,
        "search_text": search_text(given["title"], given.get("description")),
        "at": at,
    }
    text = queries.insert_idea(connection, idea_id, values)
    record(connection, actor, IDEA, idea_id, CREATED, new=json.loads(text))
    return idea_id


def change_idea(
    connection: Connection, actor: AuditActor, idea_id: UUID, given: dict[str, Any], if_match: str | None
) -> None:
    """Store the given fields."""
    before = locked_idea(connection, idea_id, if_match)
    require_system(connection, given)
    at = now_milliseconds()
    merged = {**before, **given}
    values = {
        **with_completion(given, before["status"], at),
        "search_text": search_text(merged["title"], merged["description"]),
        "at": at,
    }
    after: dict[str, Any] = json.loads(queries.update_idea(connection, idea_id, values))
    if after["status"] != before["status"]:
        publish(
            connection,
            MOVED,
            {
                "ideaId": str(idea_id),
                "title": after["title"],
                "from": before["status"],
                "to": after["status"],
                "changedBy": actor.user_id,
                "changedAt": wire_date(at),
            },
            request_id=actor.request_id,
        )
    record_update(connection, actor, IDEA, idea_id, before, after)


def remove_idea(connection: Connection, actor: AuditActor, idea_id: UUID, if_match: str | None) -> None:
    """Delete; files keep existing without it."""
    before = locked_idea(connection, idea_id, if_match)
    queries.delete_idea(connection, idea_id)
    record_deleted(connection, actor, IDEA, idea_id, before)


def locked_idea(connection: Connection, idea_id: UUID, if_match: str | None) -> dict[str, Any]:
    """The idea without its system, kept for this transaction."""
    row = queries.lock_idea(connection, idea_id)
    if row is None:
        raise IdeaNotFound()
    text, version = row
    require_version(if_match, version, tag_of(version))
    found: dict[str, Any] = json.loads(text)
    return found


def require_system(connection: Connection, given: dict[str, Any]) -> None:
    """ReferencedSystemNotFound when the fields name a system that is not there."""
    system_id = given.get("system_id")
    if system_id is not None and not system_exists(connection, system_id):
        raise ReferencedSystemNotFound()


def search_text(title: str, description: str | None) -> str:
    """What a search looks at."""
    return fold(f"{title}\n{description or ''}")
