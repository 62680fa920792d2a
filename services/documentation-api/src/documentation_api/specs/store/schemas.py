"""How specs are asked for, and what they are made from."""

import re
from typing import Any

from marshmallow import EXCLUDE

from documentation_api.specs.examination.paths import METHODS
from documentation_api.specs.store.semantic_version import BUMPS, Version
from suite.http.fields import Choice, Flag, Pattern, QueryChoice, QueryText, QueryWhole, Text, broken
from suite.http.schemas import InputSchema, QuerySchema

NAME = re.compile(r"[a-z0-9-]{1,60}")
NAME_FORM = "1 to 60 lower case letters, digits and dashes"
# A document of 12 MB may be written three times as long as it counts.
BODY_BYTES = 32 * 1_048_576


class BumpChoice(Choice):
    """major, minor or patch."""

    @property
    def label(self) -> str:
        return "Type"


# Numbers of at most nine digits, as stored.
SEMANTIC_VERSION = (
    r"^(?:(?:0|[1-9][0-9]{0,8})\.){2}(?:0|[1-9][0-9]{0,8})"
    r"(?:-(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$"
)


class VersionText(Text):
    """A semantic version."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return Version(text)
        except ValueError:
            raise broken("Version must be a semantic version such as 1.2.0", "invalid_format") from None


class SpecName(QueryText):
    """The name of a spec in a query."""

    def read(self, given: list[str]) -> str:
        text = super().read(given)
        if not NAME.fullmatch(text):
            raise broken(f"spec must be {NAME_FORM}", "invalid_format")
        return text


class DocumentsSchema(InputSchema):
    """Documents as text. Other keys are ignored."""

    openapi = Text(1, BODY_BYTES, metadata={"description": "OpenAPI 3.0 or 3.1 as YAML or JSON"})
    asyncapi = Text(1, BODY_BYTES, metadata={"description": "AsyncAPI 2.x or 3.0 as YAML or JSON"})
    allow_breaking = Flag(load_default=False)

    class Meta:
        unknown = EXCLUDE


class NewSpecSchema(DocumentsSchema):
    """Body of POST /api/v1/specs."""

    name = Pattern(NAME.fullmatch, NAME_FORM, low=1, high=60, required=True)
    version = VersionText(1, 64, metadata={"description": "info.version when absent", "pattern": SEMANTIC_VERSION})


class NewVersionSchema(DocumentsSchema):
    """Body of POST /api/v1/versions."""

    type = BumpChoice(BUMPS, required=True)


class SpecQuerySchema(QuerySchema):
    """Which spec."""

    spec = SpecName(1, 60, metadata={"description": "the default spec when absent"})


class DocumentQuerySchema(SpecQuerySchema):
    """Which spec, and how it is written."""

    format = QueryChoice(("yaml", "json"), load_default="yaml")


class OperationsQuerySchema(QuerySchema):
    """Which operations."""

    version = QueryText(1, 64)
    tag = QueryText(1, 100)
    method = QueryChoice([*METHODS, *(method.upper() for method in METHODS)])
    q = QueryText(1, 200)
    limit = QueryWhole(1, 100, load_default=100)
    offset = QueryWhole(0, 1_000_000, load_default=0)


def texts_of(body: dict[str, Any]) -> dict[str, str]:
    """The documents of a body by kind."""
    return {kind: body[kind] for kind in ("openapi", "asyncapi") if kind in body}
