"""SQL pieces that write values as clients read them."""

DATE_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def date_text(column: str) -> str:
    """An expression: ISO 8601 in UTC with milliseconds."""
    return f"to_char({column} AT TIME ZONE 'UTC', '{DATE_FORMAT}')"


def escape_like(text: str) -> str:
    """`text` as a LIKE pattern that matches itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
