"""Ids in paths."""

import re
from uuid import UUID

from suite.errors import Problem, ValidationFailed

_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MESSAGE = "ID must be a valid UUID"


def uuid_of(text: str, field: str = "id", message: str = MESSAGE) -> UUID:
    """The id in a path; ValidationFailed when it is none."""
    if not _CANONICAL.fullmatch(text):
        raise ValidationFailed(problems=[Problem(field, message, "invalid_uuid", text, "params")])
    return UUID(text)
