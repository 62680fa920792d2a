"""SQL about the storage in use."""

from suite.database import Connection


def has_timescaledb(connection: Connection) -> bool:
    """Whether the extension is installed."""
    return bool(connection.value("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')"))
