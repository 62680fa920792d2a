"""SQL over workspace_users, and the categories a user starts with."""

from datetime import datetime

from suite.database import Connection
from workspace_api.categories.queries import select_active_category_names
from workspace_api.users.seed_categories import SEED_CATEGORIES

_INSERT_USER = """
WITH newcomer AS (
    INSERT INTO workspace_users (user_id, seeded_at) VALUES (%(user_id)s, %(at)s)
    ON CONFLICT (user_id) DO NOTHING RETURNING user_id
)
INSERT INTO workspace_categories
    (user_id, name, display_name, color, icon, display_order, created_at, updated_at, created_by)
SELECT newcomer.user_id, seed.name, seed.display_name, seed.color, seed.icon, seed.position, %(at)s, %(at)s, 'system'
  FROM newcomer, unnest(%(names)s::text[], %(titles)s::text[], %(colors)s::text[], %(icons)s::text[])
       WITH ORDINALITY AS seed (name, display_name, color, icon, position)
ON CONFLICT (user_id, name) DO NOTHING
"""


def ensure_user(connection: Connection, user_id: str, at: datetime) -> None:
    """Give a user seen for the first time the categories everybody starts with; never again later."""
    names, titles, colors, icons = zip(*SEED_CATEGORIES, strict=True)
    connection.run(
        _INSERT_USER,
        {
            "user_id": user_id,
            "at": at,
            "names": list(names),
            "titles": list(titles),
            "colors": list(colors),
            "icons": list(icons),
        },
    )


def active_category_names(connection: Connection, user_id: str, at: datetime) -> list[str]:
    """Names items may use, in display order. A user always has one, so none means: never seen before."""
    names = select_active_category_names(connection, user_id)
    if names:
        return names
    ensure_user(connection, user_id, at)
    return select_active_category_names(connection, user_id)


def lock_user(connection: Connection, user_id: str) -> None:
    """Let one writer at a time judge all categories of a user."""
    connection.value("SELECT 1 FROM workspace_users WHERE user_id = %s FOR UPDATE", (user_id,))
