"""SQL of suppressions, as an administrator looks at them."""

from suite.database import Connection
from suite.dates import sql_date


def select_suppressions(connection: Connection, limit: int, offset: int) -> tuple[str, int]:
    """JSON array of a page, newest first, and how many there are."""
    row = connection.row(
        f"""
        SELECT (SELECT count(*) FROM suppressions),
               (SELECT coalesce(json_agg(json_build_object('email', email, 'reason', reason, 'createdAt',
                           {sql_date("created_at")})), '[]')::text
                FROM (SELECT * FROM suppressions ORDER BY created_at DESC, email LIMIT %(limit)s OFFSET %(offset)s)
                     AS page)
        """,
        {"limit": limit, "offset": offset},
    )
    assert row is not None
    return row[1], row[0]


def delete_suppression(connection: Connection, email: str) -> bool:
    """Let an address, in lower case, get mail again; False when it already does."""
    return connection.run("DELETE FROM suppressions WHERE email = %(email)s", {"email": email}) > 0


def count_suppressions(connection: Connection) -> int:
    """How many there are."""
    return int(connection.value("SELECT count(*) FROM suppressions"))
