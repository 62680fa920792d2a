"""SQL that all editing shares: roles and audit."""

from suite.database import Connection
from suite.dates import sql_date


def select_role(connection: Connection, blog_id: int, subject: str) -> str | None:
    """The role of an identity in a blog."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT access.role FROM blog_access AS access JOIN users AS person ON person.id = access.user_id"
        " WHERE access.blog_id = %(blog_id)s AND person.subject = %(subject)s AND person.is_active",
        {"blog_id": blog_id, "subject": subject},
    )


def select_audit_page(connection: Connection, blog_id: int, *, rows: int, offset: int) -> tuple[int, str]:
    """Total and JSON array, newest first."""
    row = connection.row(
        "WITH page AS (SELECT * FROM audit_log WHERE blog_id = %(blog_id)s ORDER BY id DESC"
        " LIMIT %(rows)s OFFSET %(offset)s)"
        " SELECT (SELECT count(*) FROM audit_log WHERE blog_id = %(blog_id)s),"
        " (SELECT coalesce(json_agg(json_build_object('id', id, 'noun', noun, 'nounId', noun_id, 'action', action,"
        "   'userId', user_id, 'requestId', request_id, 'old', old_values, 'new', new_values,"
        f"   'createdAt', {sql_date('created_at')}, 'version', version,"
        "   'hash', hash) ORDER BY id DESC), '[]')::text FROM page)",
        {"blog_id": blog_id, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]
