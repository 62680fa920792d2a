"""Who changed what, written in the transaction of the change."""

from typing import Any

from blog_api.cached_replies import content_changes
from blog_api.editing.queries import insert_audit
from suite.database import Connection
from suite.http import Call
from suite.ids import uuid7

CREATED, UPDATED, DELETED, RESTORED = "created", "updated", "deleted", "restored"


def record_change(
    connection: Connection,
    call: Call,
    blog_id: int,
    noun: str,
    noun_id: int,
    action: str,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    """One entry of the audit log; what is kept of the blog's public answers ends with the change."""
    content_changes(connection, blog_id)
    insert_audit(
        connection,
        uuid7(),
        {
            "blog_id": blog_id,
            "noun": noun,
            "noun_id": noun_id,
            "action": action,
            "user_id": call.identity.user_id,
            "request_id": call.request_id,
            "old_values": old,
            "new_values": new,
        },
    )
