"""SQL of preferences. A kind nobody has said anything about is told in the application, not by e-mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from notifications_api.kinds import KINDS, MESSAGE
from suite.database import Connection

Wishes = Mapping[str, tuple[bool, bool]]


def select_wishes(connection: Connection, user_id: UUID) -> dict[str, tuple[bool, bool]]:
    """Kind → (in the application, by e-mail), for every kind."""
    rows = connection.rows(
        "SELECT kind, in_app, email FROM preferences WHERE user_id = %(id)s::uuid", {"id": str(user_id)}
    )
    said = {kind: (in_app, email) for kind, in_app, email in rows}
    return {kind: said.get(kind, unsaid(kind)) for kind in KINDS}


def unsaid(kind: str) -> tuple[bool, bool]:
    """What holds for a kind nobody has said anything about: a message that was to be a mail is one."""
    return (True, kind == MESSAGE)


def upsert_wishes(connection: Connection, user_id: UUID, wishes: Wishes, at: datetime) -> None:
    """Store what a user said; kinds that are not named keep what was said before."""
    connection.run(
        "INSERT INTO preferences (user_id, kind, in_app, email, created_at, updated_at)"
        " SELECT %(id)s::uuid, kind, in_app, email, %(at)s, %(at)s"
        " FROM unnest(%(kinds)s::text[], %(in_app)s::bool[], %(email)s::bool[]) AS wish (kind, in_app, email)"
        " ON CONFLICT (user_id, kind) DO UPDATE"
        " SET in_app = excluded.in_app, email = excluded.email, updated_at = excluded.updated_at",
        {"id": str(user_id), "at": at, "kinds": list(wishes), **_columns(wishes.values())},
    )


def wants_email(connection: Connection, user_id: UUID, kind: str) -> bool:
    """Whether mails of a kind may go to a user."""
    return select_wishes(connection, user_id)[kind][1]


def _columns(wishes: Iterable[tuple[bool, bool]]) -> dict[str, list[bool]]:
    listed = list(wishes)
    return {"in_app": [in_app for in_app, _ in listed], "email": [email for _, email in listed]}
