"""Whether a document has the form its specification demands: by JSON Schema, with the fault that tells most."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from documentation_api.specs.examination.asyncapi_schema import VERSION_2, VERSION_3
from documentation_api.specs.examination.issues import SHOWN_CHARACTERS, Issue, pointer_to

OPENAPI_30, OPENAPI_31, ASYNCAPI_2, ASYNCAPI_3 = "openapi-3.0", "openapi-3.1", "asyncapi-2", "asyncapi-3"
_JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
# The dialects a schema of OpenAPI 3.1 may be written in; its own adds words that demand nothing.
DIALECTS = {
    "https://spec.openapis.org/oas/3.1/dialect/base": _JSON_SCHEMA,
    _JSON_SCHEMA: _JSON_SCHEMA,
    "https://json-schema.org/draft/2019-09/schema": "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema": "http://json-schema.org/draft-07/schema#",
    "http://json-schema.org/draft-06/schema": "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-04/schema": "http://json-schema.org/draft-04/schema#",
}
OWN_DIALECT = next(iter(DIALECTS))


@lru_cache(maxsize=16)
def validator_of(form: str) -> Any:
    """The validator of a form or a dialect, built once a process."""
    import jsonschema_rs
    from openapi_spec_validator.schemas.utils import get_schema_content

    if form == OPENAPI_30:
        # Which patterns are regular expressions is told elsewhere, within bounds.
        return jsonschema_rs.Draft4Validator(dict(get_schema_content("3.0")), validate_formats=False, offline=True)
    if form == OPENAPI_31:
        return jsonschema_rs.Draft202012Validator(dict(get_schema_content("3.1")), offline=True)
    if form in DIALECTS:
        return jsonschema_rs.Draft202012Validator({"$ref": DIALECTS[form]}, offline=True)
    return jsonschema_rs.Draft202012Validator(VERSION_2 if form == ASYNCAPI_2 else VERSION_3, offline=True)


def shape_issues(form: str, content: Any, pointer: str = "") -> Iterator[Issue]:
    """Faults of `content`, which stands at `pointer`."""
    for error in validator_of(form).iter_errors(content):
        specific = most_specific(error)
        words = [one for one in specific.schema_path if isinstance(one, str)]
        message = specific.message.replace("\n", " ")
        place = pointer + pointer_to("", *specific.instance_path)
        yield Issue(message[:SHOWN_CHARACTERS], words[-1] if words else "invalid", place)


def most_specific(error: Any) -> Any:
    """Of a fault that has several causes the one that lies deepest: what somebody most likely meant."""
    while True:
        ways = [way for way in getattr(error.kind, "context", None) or () if way]
        if not ways:
            return error
        deepest = [max(way, key=lambda one: len(one.instance_path)) for way in ways]
        # Of alternatives that fail at one depth that with the fewest faults; a reference is never what is missing.
        error = max(
            zip(deepest, ways, strict=True),
            key=lambda one: (len(one[0].instance_path), '"$ref"' not in one[0].message, -len(one[1])),
        )[0]
