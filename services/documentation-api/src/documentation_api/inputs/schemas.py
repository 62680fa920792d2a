"""Bodies: unknown keys are ignored, and a change has to change something."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE

from suite.errors import BadRequest
from suite.http.schemas import InputSchema


class NothingToChange(BadRequest):
    """At least one field is required"""

    code = "VALIDATION"


class BodySchema(InputSchema):
    """Base of the bodies of this service."""

    class Meta:
        unknown = EXCLUDE


class ChangesSchema(BodySchema):
    """Base of the bodies of PUT: every field may be absent, not all of them."""

    def __init__(self) -> None:
        super().__init__(partial=True)

    def parse(self, content: Mapping[str, Any]) -> Any:
        """The given fields; NothingToChange without any that is known."""
        if not any(name in content for name in self.fields):
            raise NothingToChange()
        return super().parse(content)
