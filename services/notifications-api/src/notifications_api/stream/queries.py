"""SQL of the stream."""

from datetime import datetime
from uuid import UUID

from notifications_api.notifications.queries import CHANNEL, WIRE
from suite.database import Connection

LISTEN = f"LISTEN {CHANNEL}"


def select_missed(
    connection: Connection, owner: UUID, after: tuple[datetime, UUID], limit: int
) -> list[tuple[str, str, datetime]]:
    """Notifications of a user behind a position, oldest first: (id, JSON, created_at)."""
    rows = connection.rows(
        f"SELECT id::text, {WIRE}::text, created_at FROM notifications"
        " WHERE user_id = %(owner)s::uuid AND (created_at, id) > (%(at)s, %(id)s::uuid)"
        " ORDER BY created_at, id LIMIT %(limit)s",
        {"owner": str(owner), "at": after[0], "id": str(after[1]), "limit": limit},
    )
    return [(row[0], row[1], row[2]) for row in rows]
