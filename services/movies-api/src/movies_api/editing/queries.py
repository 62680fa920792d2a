"""SQL of those who edit."""

from suite.auth import Identity
from suite.database import Connection


def ensure_user(connection: Connection, writer: Identity) -> None:
    """Rows belong to a user of this schema; an editor becomes one with the first write."""
    connection.run(
        "INSERT INTO users (id, name, role) VALUES (%s, %s, %s) ON CONFLICT (id) DO NOTHING",
        (str(writer.uuid), writer.user_id, "admin" if writer.role == "admin" else "editor"),
    )
