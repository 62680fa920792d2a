"""SQL of the people of a blog, for the owner of the database."""

from suite.database import Connection


def upsert_person(connection: Connection, subject: str, name: str) -> int:
    """The user of an identity; the address is a placeholder nobody gets mail at."""
    return int(
        connection.value(
            "INSERT INTO users (subject, name, email) VALUES (%(subject)s, %(name)s, %(subject)s || '@users.invalid')"
            " ON CONFLICT (subject) DO UPDATE SET name = excluded.name, is_active = true, updated_at = now()"
            " RETURNING id",
            {"subject": subject, "name": name},
        )
    )


def upsert_access(connection: Connection, person: int, blog_id: int, role: str) -> None:
    """Give a role in a blog; the one before is replaced."""
    connection.run(
        "INSERT INTO blog_access (user_id, blog_id, role) VALUES (%(person)s, %(blog_id)s, %(role)s)"
        " ON CONFLICT (user_id, blog_id) DO UPDATE SET role = excluded.role, updated_at = now()",
        {"person": person, "blog_id": blog_id, "role": role},
    )


def delete_access(connection: Connection, subject: str, blog_id: int) -> int:
    """Take every role in a blog from an identity; how many there were."""
    return connection.run(
        "DELETE FROM blog_access USING users WHERE users.id = blog_access.user_id"
        " AND users.subject = %(subject)s AND blog_access.blog_id = %(blog_id)s",
        {"subject": subject, "blog_id": blog_id},
    )
