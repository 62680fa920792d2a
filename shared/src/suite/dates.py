"""Dates on the wire: UTC with exactly three decimals and a Z, as JavaScript writes them."""

from datetime import UTC, datetime

# For to_char of PostgreSQL, on a moment that was turned to UTC.
DATE_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def wire_date(moment: datetime) -> str:
    """The moment as it stands on the wire; it must know its time zone."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wire_now() -> str:
    """This moment."""
    return wire_date(datetime.now(UTC))


def parse_wire_date(text: str) -> datetime:
    """The moment `wire_date` wrote; raises ValueError."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def sql_date(column: str) -> str:
    """The SQL expression of a TIMESTAMPTZ column as it stands on the wire."""
    return f"to_char({column} AT TIME ZONE 'UTC', '{DATE_FORMAT}')"
