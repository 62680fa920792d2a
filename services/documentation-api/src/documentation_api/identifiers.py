"""Ids in paths."""

import re
from uuid import UUID

from werkzeug.routing import BaseConverter, Map

from suite.errors import Problem, ValidationFailed

_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MESSAGE = "ID must be a valid UUID"


class RecordConverter(BaseConverter):
    """Any segment but the names of other routes, which belong to those whatever the method: `<record("search"):id>`."""

    def __init__(self, url_map: Map, *reserved: str) -> None:
        super().__init__(url_map)
        if reserved:
            self.regex = rf"(?!(?:{'|'.join(map(re.escape, reserved))})/?$)[^/]+"


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID in its canonical spelling."""
    return bool(_CANONICAL.fullmatch(text))


def uuid_of(text: str, field: str = "id", message: str = MESSAGE) -> UUID:
    """The id in a path; ValidationFailed when it is none."""
    if not is_uuid(text):
        raise ValidationFailed(problems=[Problem(field, message, "invalid_uuid", text, "params")])
    return UUID(text)
