"""SQL of outages. Whoever watches writes the same rows, so that however many watch, an outage is told once."""

from datetime import datetime

from suite.database import Connection


def open_outage(connection: Connection, service: str) -> None:
    """A service does not answer; since when is kept from the first time."""
    connection.run(
        "INSERT INTO outages (service, since) VALUES (%(service)s, clock_timestamp()) ON CONFLICT (service) DO NOTHING",
        {"service": service},
    )


def claim_announcement(connection: Connection, service: str, after_seconds: int) -> datetime | None:
    """Since when a service has been down, if that has lasted and nobody has told it yet; from now on it is told."""
    since: datetime | None = connection.value(
        "UPDATE outages SET announced_at = clock_timestamp()"
        " WHERE service = %(service)s AND announced_at IS NULL"
        " AND since <= clock_timestamp() - make_interval(secs => %(after)s) RETURNING since",
        {"service": service, "after": after_seconds},
    )
    return since


def close_outage(connection: Connection, service: str) -> bool:
    """A service answers; False when it did before."""
    return connection.run("DELETE FROM outages WHERE service = %(service)s", {"service": service}) > 0
