"""Rows written past the service, for tests that need many; only in the sandbox database."""

from psycopg2.extensions import connection


def multiply_items(admin: connection, user: str, copies: int) -> None:
    """So many copies of the user's only item, each a second older."""
    admin.cursor().execute(
        "INSERT INTO workspace_items (id, user_id, title, title_key, description, category, priority,"
        " created_at, updated_at, created_by, updated_by, audit_hash, search_text)"
        " SELECT gen_random_uuid(), user_id, 't' || n, 't' || n, 'd', category, 'low',"
        " created_at - n * interval '1 second', updated_at, user_id, user_id, '', ''"
        " FROM workspace_items, generate_series(1, %s) AS n WHERE user_id = %s",
        (copies, user),
    )
