"""Dates and moments as texts."""

from datetime import UTC, date, datetime


def moment_of(text: str) -> datetime:
    """An ISO 8601 date or date and time as UTC, taken as UTC without an offset; ValueError, OverflowError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def date_or_none(text: str) -> date | None:
    """The day a text names when it names no time of day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
