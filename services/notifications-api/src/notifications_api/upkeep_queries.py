"""SQL of upkeep."""

from suite.database import Connection


def delete_expired(connection: Connection) -> None:
    """Forget idempotency keys after a day and transient bounces after a week, as far as they can matter no more."""
    connection.run("DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'")
    connection.run("DELETE FROM bounces WHERE created_at < now() - interval '7 days'")
