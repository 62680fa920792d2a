"""Connection URLs: what libpq is told beyond them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

CONNECT_TIMEOUT_SECONDS = 2


def split_schema(dsn: str) -> tuple[str, str | None]:
    """The URL without its `schema` parameter, which libpq does not know, and that parameter's value."""
    parts = urlsplit(dsn)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    schema = next((value for key, value in pairs if key == "schema"), None)
    query = urlencode([(key, value) for key, value in pairs if key != "schema"])
    return urlunsplit(parts._replace(query=query)), schema


def session_settings(dsn: str, schema: str, statement_timeout_ms: int) -> dict[str, str]:
    """What every session of a service has: its search path and its time limit."""
    named_schema = split_schema(dsn)[1]
    return {"search_path": named_schema or schema, "statement_timeout": str(statement_timeout_ms)}


def transaction_settings(dsn: str, schema: str, statement_timeout_ms: int, *, read_only: bool) -> dict[str, str]:
    """The same for one transaction of a session that is anybody's."""
    given = session_settings(dsn, schema, statement_timeout_ms)
    return {"transaction_read_only": "on", **given} if read_only else given


def connection_arguments(
    dsn: str, schema: str, application: str, statement_timeout_ms: int, *, read_only: bool = False
) -> dict[str, Any]:
    """Arguments of psycopg2.connect for a service: its search path, time limits and dead-peer detection."""
    settings = session_settings(dsn, schema, statement_timeout_ms)
    if read_only:
        settings["default_transaction_read_only"] = "on"
    return pooled_arguments(dsn, application) | {
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items())
    }


def pooled_arguments(dsn: str, application: str) -> dict[str, Any]:
    """The same without session settings: a pooler of transactions refuses them, for its sessions belong to nobody."""
    return {
        "dsn": split_schema(dsn)[0],
        "application_name": application,
        # Texts are passed on as they come (Connection.encoded_row), whatever the caller's environment names.
        "client_encoding": "UTF8",
        "connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }
