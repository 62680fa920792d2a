"""SQL behind the management of blogs."""

from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.dates import sql_date

COLUMNS = {
    "name": "name",
    "slug": "slug",
    "domain": "domain",
    "status": "status",
    "metaDescription": "meta_description",
    "targetKeywords": "target_keywords",
}
_FIELDS = ", ".join(f"'{wire}', {column}" for wire, column in COLUMNS.items())
BLOG_JSON = (
    f"json_build_object('id', id, {_FIELDS},"
    " 'version', version, 'createdBy', created_by, 'updatedBy', updated_by,"
    f" 'createdAt', {sql_date('created_at')}, 'updatedAt', {sql_date('updated_at')})"
)


def select_blog_page(connection: Connection, *, rows: int, offset: int) -> tuple[int, str]:
    """Total and JSON array of the blogs the session's subject may manage."""
    row = connection.row(
        "WITH page AS (SELECT * FROM managed_blogs ORDER BY id LIMIT %(rows)s OFFSET %(offset)s)"
        f" SELECT (SELECT count(*) FROM managed_blogs), coalesce(json_agg({BLOG_JSON} ORDER BY id), '[]')::text"
        " FROM page",
        {"rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_blog(connection: Connection, blog_id: int, *, lock: bool = False) -> dict[str, Any] | None:
    """A blog as its managers read it, locked until the transaction ends when asked."""
    return connection.value(  # type: ignore[no-any-return]
        f"SELECT {BLOG_JSON} FROM blogs WHERE id = %(id)s" + (" FOR UPDATE" if lock else ""), {"id": blog_id}
    )


def next_blog_id(connection: Connection) -> int:
    """The id of a blog to come: a session has to be in it before it may write it."""
    return int(connection.value("SELECT nextval(pg_get_serial_sequence('blogs', 'id'))"))


def insert_blog(
    connection: Connection, blog_id: int, given: dict[str, Any], *, user_id: str, owner: UUID
) -> dict[str, Any]:
    """A new blog from wire names and values."""
    names = "".join(f", {COLUMNS[wire]}" for wire in given)
    marks = "".join(f", %({wire})s" for wire in given)
    return connection.value(  # type: ignore[no-any-return]
        f"INSERT INTO blogs (id, user_id, created_by, updated_by{names})"
        f" VALUES (%(id)s, %(owner)s::uuid, %(by)s, %(by)s{marks}) RETURNING {BLOG_JSON}",
        {**given, "id": blog_id, "owner": str(owner), "by": user_id},
    )


def update_blog(connection: Connection, blog_id: int, given: dict[str, Any], *, user_id: str) -> dict[str, Any]:
    """The next version of a locked blog."""
    assignments = "".join(f"{COLUMNS[wire]} = %({wire})s, " for wire in given)
    return connection.value(  # type: ignore[no-any-return]
        f"UPDATE blogs SET {assignments}version = version + 1, updated_by = %(by)s, updated_at = now()"
        f" WHERE id = %(id)s RETURNING {BLOG_JSON}",
        {**given, "id": blog_id, "by": user_id},
    )
