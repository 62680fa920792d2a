"""What a caller may see: his own rows, or everybody's."""

from uuid import UUID

from suite.auth import Identity
from suite.http import ADMIN, Call

SERVICE = "service"
# Row level security is told who looks; the worker and administrators look at everybody's rows.
EVERYBODY = {"app.scope": "all"}


def is_admin(identity: Identity) -> bool:
    """Whether the caller sees other people's rows."""
    return identity.role == ADMIN


def may_write_to_others(identity: Identity) -> bool:
    """Whether the caller creates notifications for other people."""
    return is_admin(identity) or identity.kind == SERVICE


def session_of(call: Call) -> dict[str, str]:
    """The session settings of a request."""
    scope = "all" if may_write_to_others(call.identity) else "own"
    return {"app.user_id": str(call.identity.uuid), "app.scope": scope}


def owner_of(call: Call) -> UUID | None:
    """Whose rows the caller's queries are about: None for everybody's."""
    return None if is_admin(call.identity) else call.identity.uuid
