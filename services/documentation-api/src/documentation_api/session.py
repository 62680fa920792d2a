"""What row level security is told about a caller."""

from suite.http import ADMIN, Call


def row_level_session(call: Call) -> dict[str, str]:
    """Who reads, and whether as an administrator."""
    return {"app.user_id": call.identity.user_id, "app.is_admin": str(call.identity.role == ADMIN).lower()}
