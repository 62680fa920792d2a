"""SQL of unsubscribing."""

from uuid import UUID

from suite.database import Connection


def select_key(connection: Connection, name: str) -> bytes | None:
    """A secret of this installation."""
    key = connection.value("SELECT key FROM deployment_keys WHERE name = %(name)s", {"name": name})
    return bytes(key) if key is not None else None


def insert_key(connection: Connection, name: str, key: bytes) -> None:
    """Keep a secret; one that is there stays."""
    connection.run(
        "INSERT INTO deployment_keys (name, key) VALUES (%(name)s, %(key)s) ON CONFLICT (name) DO NOTHING",
        {"name": name, "key": key},
    )


def select_address(connection: Connection, notification_id: UUID) -> str | None:
    """Where the mail of a notification went, as far as it is known."""
    address: str | None = connection.value(
        "SELECT coalesce(n.recipient, c.email, CASE WHEN n.user_ref LIKE '%%@%%' THEN n.user_ref END)"
        " FROM notifications n LEFT JOIN contacts c ON c.user_id = n.user_id WHERE n.id = %(id)s::uuid",
        {"id": str(notification_id)},
    )
    return address
