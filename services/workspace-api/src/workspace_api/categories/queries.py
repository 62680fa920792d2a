"""SQL over workspace_categories."""

from collections.abc import Mapping
from typing import Any

from suite.database import Connection, Prepared
from suite.dates import sql_date

CATEGORY_JSON = f"""json_build_object(
    'id', name, 'name', name, 'display_name', display_name, 'description', description, 'color', color,
    'icon', icon, 'display_order', display_order, 'is_active', is_active,
    'created_at', {sql_date("created_at")},
    'updated_at', {sql_date("updated_at")},
    'created_by', created_by)::text"""
ORDERS = {
    "display_order": "display_order, name",
    "name": "name",
    "display_name": "display_name, name",
    "created_at": "created_at, display_order, name",
}
# Column → its parameter; the only names an update may touch.
EDITABLE = ("display_name", "description", "color", "icon", "display_order", "is_active")


SELECT_ACTIVE_NAMES = Prepared(
    "active_categories",
    "SELECT name FROM workspace_categories WHERE user_id = %(user_id)s AND is_active ORDER BY display_order, name",
    user_id="text",
)


def select_categories(connection: Connection, user_id: str, *, active_only: bool, order_by: str) -> list[str]:
    """All categories of a user as JSON texts."""
    return [
        row[0]
        for row in connection.rows(
            f"SELECT {CATEGORY_JSON} FROM workspace_categories WHERE user_id = %s"
            + (" AND is_active" if active_only else "")
            + f" ORDER BY {ORDERS[order_by]}",
            (user_id,),
        )
    ]


def select_category(connection: Connection, user_id: str, name: str) -> str | None:
    """One category as JSON text."""
    return connection.value(  # type: ignore[no-any-return]
        f"SELECT {CATEGORY_JSON} FROM workspace_categories WHERE user_id = %s AND name = %s", (user_id, name)
    )


def select_active_category_names(connection: Connection, user_id: str) -> list[str]:
    """Names of the active categories in display order."""
    return [row[0] for row in connection.rows(SELECT_ACTIVE_NAMES, {"user_id": user_id})]


def select_category_names(connection: Connection, user_id: str) -> list[str]:
    """Names of all categories in display order."""
    rows = connection.rows(
        "SELECT name FROM workspace_categories WHERE user_id = %s ORDER BY display_order, name", (user_id,)
    )
    return [row[0] for row in rows]


def select_category_counts(connection: Connection, user_id: str) -> tuple[int, int]:
    """How many categories there are, and the highest display_order."""
    row = connection.row(
        "SELECT count(*), coalesce(max(display_order), 0) FROM workspace_categories WHERE user_id = %s",
        (user_id,),
    )
    assert row is not None
    return row[0], row[1]


def insert_category(connection: Connection, user_id: str, category: Mapping[str, Any]) -> str:
    """A new category; its JSON text."""
    return connection.value(  # type: ignore[no-any-return]
        "INSERT INTO workspace_categories (user_id, name, display_name, description, color, icon, display_order,"
        " is_active, created_at, updated_at, created_by) VALUES (%(user_id)s, %(name)s, %(display_name)s,"
        " %(description)s, %(color)s, %(icon)s, %(display_order)s, %(is_active)s, %(at)s, %(at)s, %(user_id)s)"
        f" RETURNING {CATEGORY_JSON}",
        {**category, "user_id": user_id},
    )


def update_category(connection: Connection, user_id: str, name: str, changes: Mapping[str, Any]) -> str | None:
    """Store the given columns; the category's JSON text, None when there is no such category."""
    assignments = ", ".join(f"{column} = %({column})s" for column in EDITABLE if column in changes)
    return connection.value(  # type: ignore[no-any-return]
        f"UPDATE workspace_categories SET {assignments}{', ' if assignments else ''}updated_at = %(at)s"
        f" WHERE user_id = %(user_id)s AND name = %(name)s RETURNING {CATEGORY_JSON}",
        {**changes, "user_id": user_id, "name": name},
    )


def toggle_category(connection: Connection, user_id: str, name: str, at: Any) -> str | None:
    """Flip is_active; the category's JSON text."""
    return connection.value(  # type: ignore[no-any-return]
        "UPDATE workspace_categories SET is_active = NOT is_active, updated_at = %s"
        f" WHERE user_id = %s AND name = %s RETURNING {CATEGORY_JSON}",
        (at, user_id, name),
    )


def lock_category(connection: Connection, user_id: str, name: str) -> bool:
    """Wait for items being put into the category and keep others out; False when there is no such category."""
    locked = connection.value(
        "SELECT 1 FROM workspace_categories WHERE user_id = %s AND name = %s FOR UPDATE", (user_id, name)
    )
    return locked is not None


def delete_category(connection: Connection, user_id: str, name: str) -> None:
    """Drop the locked row."""
    connection.run("DELETE FROM workspace_categories WHERE user_id = %s AND name = %s", (user_id, name))


def count_category_items(connection: Connection, user_id: str, name: str) -> int:
    """How many items are in a category."""
    return int(
        connection.value("SELECT count(*) FROM workspace_items WHERE user_id = %s AND category = %s", (user_id, name))
    )


def select_category_stats(connection: Connection, user_id: str) -> list[tuple[str, str, int, dict[str, int]]]:
    """Name, display name, items in all and by status, in display order."""
    return connection.rows(
        "SELECT category.name, category.display_name, coalesce(sum(counted.items), 0)::int,"
        " coalesce(jsonb_object_agg(counted.status, counted.items) FILTER (WHERE counted.status IS NOT NULL), '{}')"
        " FROM workspace_categories AS category"
        " LEFT JOIN (SELECT category, status, count(*) AS items FROM workspace_items WHERE user_id = %(user_id)s"
        "            GROUP BY category, status) AS counted ON counted.category = category.name"
        " WHERE category.user_id = %(user_id)s"
        " GROUP BY category.name, category.display_name, category.display_order"
        " ORDER BY category.display_order, category.name",
        {"user_id": user_id},
    )
