"""SQL of the roles in the session's blog."""

from typing import Any

from suite.database import Connection
from suite.dates import sql_date

_ACCESS_JSON = (
    "json_build_object('id', access.id, 'blogId', access.blog_id, 'subject', person.subject, 'name', person.name,"
    " 'role', access.role, 'version', access.version, 'createdBy', access.created_by, 'updatedBy', access.updated_by,"
    f" 'createdAt', {sql_date('access.created_at')}, 'updatedAt', {sql_date('access.updated_at')})"
)
_ACCESS = "blog_access AS access JOIN users AS person ON person.id = access.user_id"


def select_access_page(connection: Connection, blog_id: int, *, rows: int, offset: int) -> tuple[int, str]:
    """Total and JSON array, oldest first."""
    row = connection.row(
        f"WITH page AS (SELECT access.id, {_ACCESS_JSON} AS json FROM {_ACCESS}"
        "  WHERE access.blog_id = %(blog_id)s ORDER BY access.id LIMIT %(rows)s OFFSET %(offset)s)"
        " SELECT (SELECT count(*) FROM blog_access WHERE blog_id = %(blog_id)s),"
        " coalesce(json_agg(json ORDER BY id), '[]')::text FROM page",
        {"blog_id": blog_id, "rows": rows, "offset": offset},
    )
    assert row is not None
    return row[0], row[1]


def select_access(connection: Connection, blog_id: int, access_id: int) -> dict[str, Any] | None:
    """A role in the blog as its managers read it."""
    return connection.value(  # type: ignore[no-any-return]
        f"SELECT {_ACCESS_JSON} FROM {_ACCESS} WHERE access.blog_id = %(blog_id)s AND access.id = %(id)s",
        {"blog_id": blog_id, "id": access_id},
    )


def find_person(connection: Connection, subject: str, name: str) -> int:
    """The user of an identity, made when there is none; the address is a placeholder nobody gets mail at."""
    connection.run(
        "INSERT INTO users (subject, name, email) VALUES (%(subject)s, %(name)s, %(subject)s || '@users.invalid')"
        " ON CONFLICT (subject) DO NOTHING",
        {"subject": subject, "name": name},
    )
    return int(connection.value("SELECT id FROM users WHERE subject = %(subject)s", {"subject": subject}))


def insert_access(connection: Connection, blog_id: int, person: int, role: str, *, user_id: str) -> int:
    """A role for somebody without one; its id."""
    return int(
        connection.value(
            "INSERT INTO blog_access (blog_id, user_id, role, created_by, updated_by)"
            " VALUES (%(blog_id)s, %(person)s, %(role)s, %(by)s, %(by)s) RETURNING id",
            {"blog_id": blog_id, "person": person, "role": role, "by": user_id},
        )
    )


def update_access(connection: Connection, blog_id: int, access_id: int, role: str, *, user_id: str) -> None:
    """Another role."""
    connection.run(
        "UPDATE blog_access SET role = %(role)s, version = version + 1, updated_by = %(by)s, updated_at = now()"
        " WHERE blog_id = %(blog_id)s AND id = %(id)s",
        {"blog_id": blog_id, "id": access_id, "role": role, "by": user_id},
    )


def delete_access(connection: Connection, blog_id: int, access_id: int) -> None:
    """Take a role away."""
    connection.run(
        "DELETE FROM blog_access WHERE blog_id = %(blog_id)s AND id = %(id)s", {"blog_id": blog_id, "id": access_id}
    )


def count_owners(connection: Connection, blog_id: int) -> int:
    """How many owners the blog has."""
    return int(
        connection.value(
            "SELECT count(*) FROM blog_access WHERE blog_id = %(blog_id)s AND role = 'owner'", {"blog_id": blog_id}
        )
    )
