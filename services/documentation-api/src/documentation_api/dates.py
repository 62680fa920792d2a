"""Dates on the wire."""

from datetime import UTC, datetime

JSON_DATE = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def wire_date(moment: datetime) -> str:
    """UTC with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sql_date(column: str) -> str:
    """The SQL expression of a TIMESTAMPTZ column as it stands on the wire."""
    return f"to_char({column} AT TIME ZONE 'UTC', '{JSON_DATE}')"
