"""SQL of contacts."""

from datetime import datetime
from uuid import UUID

from suite.database import Connection


def select_contact(connection: Connection, user_id: UUID) -> tuple[str | None, str] | None:
    """Address and locale of a user."""
    row = connection.row("SELECT email, locale FROM contacts WHERE user_id = %(id)s::uuid", {"id": str(user_id)})
    return (row[0], row[1]) if row else None


def upsert_contact(
    connection: Connection, user_id: UUID, user_ref: str, email: str | None, locale: str, at: datetime
) -> None:
    """Store a user's address and locale."""
    connection.run(
        "INSERT INTO contacts (user_id, user_ref, email, locale, created_at, updated_at)"
        " VALUES (%(id)s::uuid, %(ref)s, %(email)s, %(locale)s, %(at)s, %(at)s)"
        " ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, locale = excluded.locale,"
        " user_ref = excluded.user_ref, updated_at = excluded.updated_at",
        {"id": str(user_id), "ref": user_ref, "email": email, "locale": locale, "at": at},
    )
