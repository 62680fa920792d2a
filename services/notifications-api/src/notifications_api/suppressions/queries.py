"""SQL of suppressions, as an administrator looks at them."""

from suite.database import Connection


def select_suppressions(connection: Connection, limit: int, offset: int) -> tuple[str, int]:
    """JSON array of a page, newest first, and how many there are."""
    row = connection.row(
        """
        SELECT (SELECT count(*) FROM suppressions),
               (SELECT coalesce(json_agg(json_build_object('email', email, 'reason', reason, 'createdAt',
                           to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))), '[]')::text
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
