"""SQL behind the moderation of comments."""

from typing import Any

from suite.database import Connection
from suite.dates import sql_date

_MEMBERS = (
    "'id', id, 'articleId', article_id, 'authorId', author_id, 'userId', user_id,"
    " 'content', content, 'approved', approved, 'parentId', parent_id, 'aiGenerated', ai_generated,"
    f" 'version', version, 'createdAt', {sql_date('created_at')}, 'updatedAt', {sql_date('updated_at')}"
)
MODERATED_JSON = f"json_build_object({_MEMBERS})"
# Whoever judges a comment wants to know where it stands and whose it is; of an address only what is before the @.
LISTED_JSON = (
    f"json_build_object({_MEMBERS},"
    " 'articleTitle', (SELECT title FROM articles WHERE articles.id = page.article_id),"
    " 'writer', coalesce((SELECT name FROM authors WHERE authors.id = page.author_id),"
    " (SELECT split_part(name, '@', 1) FROM users WHERE users.id = page.user_id)))"
)


def select_comment_page(
    connection: Connection, blog_id: int, *, approved: bool | None, rows: int, offset: int
) -> tuple[int, str]:
    """Total and JSON array with title and writer, newest first; only approved or waiting ones when asked."""
    where = "blog_id = %(blog_id)s"
    if approved is not None:
        where += " AND approved" if approved else " AND NOT approved"
    row = connection.row(
        f"WITH page AS (SELECT * FROM comments WHERE {where} ORDER BY created_at DESC, id DESC"
        " LIMIT %(rows)s OFFSET %(offset)s)"
        f" SELECT (SELECT count(*) FROM comments WHERE {where}),"
        f" (SELECT coalesce(json_agg({LISTED_JSON} ORDER BY created_at DESC, id DESC), '[]')::text FROM page)",
        {"blog_id": blog_id, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def lock_comment(connection: Connection, blog_id: int, comment_id: int) -> dict[str, Any] | None:
    """A comment, held until the transaction ends."""
    return connection.value(  # type: ignore[no-any-return]
        f"SELECT {MODERATED_JSON} FROM comments WHERE blog_id = %(blog_id)s AND id = %(id)s FOR UPDATE",
        {"blog_id": blog_id, "id": comment_id},
    )


def update_approval(connection: Connection, blog_id: int, comment_id: int, approved: bool) -> dict[str, Any]:
    """Show or hide a locked comment; its next version."""
    return connection.value(  # type: ignore[no-any-return]
        "UPDATE comments SET approved = %(approved)s, version = version + 1, updated_at = now()"
        f" WHERE blog_id = %(blog_id)s AND id = %(id)s RETURNING {MODERATED_JSON}",
        {"approved": approved, "blog_id": blog_id, "id": comment_id},
    )


def delete_comment(connection: Connection, blog_id: int, comment_id: int) -> None:
    """Drop a locked comment; answers to it stay, without a parent."""
    connection.run(
        "DELETE FROM comments WHERE blog_id = %(blog_id)s AND id = %(id)s",
        {"blog_id": blog_id, "id": comment_id},
    )
