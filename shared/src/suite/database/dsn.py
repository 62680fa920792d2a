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


def connection_arguments(dsn: str, schema: str, application: str, statement_timeout_ms: int) -> dict[str, Any]:
    """Arguments of psycopg2.connect for a service: its search path, time limits and dead-peer detection."""
    url, named_schema = split_schema(dsn)
    return {
        "dsn": url,
        "application_name": application,
        "connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "options": f"-c search_path={named_schema or schema} -c statement_timeout={statement_timeout_ms}",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }
