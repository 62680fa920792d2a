"""What errors look like on the wire, found by asking the service's own wording for some of each kind."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from suite.errors import AppError, InvalidJson, NotFound, Problem, RateLimited, Unavailable, ValidationFailed

if TYPE_CHECKING:
    from suite.http.service import Service

MAIN = "Error"
_TYPES = {bool: "boolean", str: "string", int: "integer", float: "number", type(None): "null"}
_LEFT_OUT = frozenset({"api", "public", "v1", "v2"})


class ErrorSchemas:
    """Component schemas of a service's errors: `Error`, and one for each family of routes that words them otherwise."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._names: dict[str, str] = {}
        self.schemas: dict[str, dict[str, Any]] = {}
        self._add(service.envelope if service.envelope_is_fixed else None, "/", MAIN)

    def name_for(self, path: str) -> str:
        """The component of the errors of a route."""
        return self._add(None, path, family_of(path))

    def _add(self, envelope: Any, path: str, wanted: str) -> str:
        bodies = [self._word(envelope, error, path) for error in examples()]
        schema = {**schema_of(bodies), "example": bodies[0]}
        shape = json.dumps(schema_of(bodies), sort_keys=True)
        if shape not in self._names:
            name = wanted if wanted not in self.schemas else f"{wanted}{len(self.schemas)}"
            self._names[shape] = name
            self.schemas[name] = schema
        return self._names[shape]

    def _word(self, envelope: Any, error: AppError, path: str) -> Any:
        if envelope is not None:
            return envelope(error, "5f0c")
        environ = {"suite.path": path, "PATH_INFO": path, "REQUEST_METHOD": "GET", "suite.request_id": "5f0c"}
        return self._service.word_error(error, environ)


def examples() -> Iterator[AppError]:
    """Errors that show every key a wording knows; the first is the example."""
    yield ValidationFailed(problems=[Problem("title", "title is required", "required")])
    for value in ("x", 1, 1.5, True, None):
        yield ValidationFailed(problems=[Problem("title", "title is odd", "odd", value=value)])
    yield ValidationFailed(problems=[Problem("limit", "limit is odd", "odd", value=["x"], location="query")])
    yield InvalidJson(problems=[Problem("body", "Malformed JSON", "invalid_json")])
    yield NotFound()
    yield RateLimited(3)
    yield Unavailable()
    yield AppError()


def family_of(path: str) -> str:
    """`/api/newsletter/subscribe` → `NewsletterError`."""
    words = [part for part in path.split("/") if part and part not in _LEFT_OUT and "{" not in part]
    return "".join(part.title() for part in words[0].replace(".", "-").split("-")) + MAIN if words else MAIN


def schema_of(values: list[Any]) -> dict[str, Any]:
    """A JSON Schema that all `values` satisfy; a key is required when each object has it."""
    kinds = sorted({_TYPES[type(value)] for value in values if type(value) in _TYPES})
    objects = [value for value in values if isinstance(value, dict)]
    arrays = [value for value in values if isinstance(value, list)]
    schema: dict[str, Any] = {}
    if objects:
        kinds.append("object")
        names = list(dict.fromkeys(name for value in objects for name in value))
        schema["required"] = [name for name in names if all(name in value for value in objects)]
        schema["properties"] = {name: schema_of([value[name] for value in objects if name in value]) for name in names}
    if arrays:
        kinds.append("array")
        items = [item for value in arrays for item in value]
        schema["items"] = schema_of(items) if items else {}
    return {"type": kinds[0] if len(kinds) == 1 else kinds, **schema}
