"""The caller of a request, as text for text columns and as a UUID for UUID columns."""

import re
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid5

LOCAL_USER_ID = "00000000-0000-0000-0000-000000000000"
SYSTEM_USER_ID = "00000000-0000-0000-0000-000000000001"
SERVICE_PREFIX = "service:"
USER_ID_LENGTH = 100

# Stored rows depend on this value: changing it would part every owner with a textual id from their rows.
USER_NAMESPACE = UUID("da4250ce-d48d-44da-8130-8a32c7211238")

# Only the canonical spelling. UUID() also takes braces, urn: and missing dashes, which would let several
# textual ids share one UUID, and so one owner.
_CANONICAL_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls. `user_id` has 1–100 printable characters, `role` is reader, editor or admin,
    `kind` is local (nobody was named), user or service.
    """

    user_id: str
    role: str
    kind: str

    @property
    def uuid(self) -> UUID:
        """The id itself when it is a UUID, else one derived from it, always the same for the same id."""
        return user_uuid(self.user_id)


@lru_cache(maxsize=4096)
def user_uuid(user_id: str) -> UUID:
    """UUID under which rows of this user are stored in UUID columns."""
    if _CANONICAL_UUID.fullmatch(user_id):
        return UUID(user_id)
    return uuid5(USER_NAMESPACE, user_id)


def parse_user_id(text: str) -> str:
    """`text` itself; ValueError when it is empty, too long or holds a character that cannot be printed."""
    if not 1 <= len(text) <= USER_ID_LENGTH or not text.isprintable():
        raise ValueError(f"is not 1 to {USER_ID_LENGTH} printable characters")
    return text
