"""SQL expressions that write values the way clients read them."""

from collections.abc import Mapping

from suite.dates import sql_date

FIXED, TRIMMED, NUMBER = "{}::text", "trim_scale({})::text", "trim_scale({})"


def object_of(members: Mapping[str, str]) -> str:
    """A JSON object: key → SQL expression."""
    return "json_build_object(" + ", ".join(f"'{key}', {value}" for key, value in members.items()) + ")"


def array_of(element: str, source: str, order: str) -> str:
    """A JSON array of a subquery, `[]` when it is empty; `source` is what follows FROM."""
    return f"(SELECT coalesce(json_agg({element} ORDER BY {order}), '[]') FROM {source})"


def timestamps(alias: str) -> dict[str, str]:
    """createdAt and updatedAt of a row."""
    return {"createdAt": sql_date(f"{alias}.created_at"), "updatedAt": sql_date(f"{alias}.updated_at")}
