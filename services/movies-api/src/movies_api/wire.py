"""SQL expressions that write values the way clients read them."""

from collections.abc import Mapping

DATE_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
FIXED, TRIMMED, NUMBER = "{}::text", "trim_scale({})::text", "trim_scale({})"


def date_text(column: str) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return f"to_char({column} AT TIME ZONE 'UTC', '{DATE_FORMAT}')"


def object_of(members: Mapping[str, str]) -> str:
    """A JSON object: key → SQL expression."""
    return "json_build_object(" + ", ".join(f"'{key}', {value}" for key, value in members.items()) + ")"


def array_of(element: str, source: str, order: str) -> str:
    """A JSON array of a subquery, `[]` when it is empty; `source` is what follows FROM."""
    return f"(SELECT coalesce(json_agg({element} ORDER BY {order}), '[]') FROM {source})"


def timestamps(alias: str) -> dict[str, str]:
    """createdAt and updatedAt of a row."""
    return {"createdAt": date_text(f"{alias}.created_at"), "updatedAt": date_text(f"{alias}.updated_at")}
