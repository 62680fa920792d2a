"""SQL of a session: what is set for a transaction, and what its commit says of cached groups."""

from collections.abc import Mapping

from suite.database.connection import Connection

PING = "SELECT 1"
# A version is the moment of the last change, µs since 1970: it never repeats, not even after a restore.
TOUCH_GROUPS = """
    INSERT INTO cache_versions AS known (name, version)
    SELECT name, extract(epoch FROM clock_timestamp()) * 1000000 FROM unnest(%(groups)s) AS name ORDER BY name
        ON CONFLICT (name) DO UPDATE SET version = greatest(known.version + 1, excluded.version);
    SELECT pg_notify(%(channel)s, '')
"""


def session_context(context: Mapping[str, str]) -> str:
    """SQL that sets `context` for the current transaction only, ready to stand before a statement."""
    if not context:
        return ""
    calls = ", ".join(f"set_config({literal(name)}, {literal(value)}, true)" for name, value in context.items())
    return f"SELECT {calls};"


def open_savepoint(connection: Connection, name: str) -> None:
    """What comes now can be taken back alone."""
    connection.run(f"SAVEPOINT {name}")


def release_savepoint(connection: Connection, name: str) -> None:
    """What came since stays, if the transaction does; what was queued since is sent with this."""
    connection.run(f"RELEASE SAVEPOINT {name}")


def take_back(connection: Connection, name: str) -> None:
    """What came since the savepoint is undone, and the savepoint is gone."""
    connection.run(f"ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}")


def literal(value: str) -> str:
    """`value` as an SQL string literal that reads the same whatever standard_conforming_strings says."""
    if "\x00" in value:
        raise ValueError("an SQL string holds no NUL")
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'" if "\\" in value else f"'{escaped}'"
