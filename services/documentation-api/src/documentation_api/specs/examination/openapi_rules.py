"""What an OpenAPI document says of itself, beyond its form: names that must be unique, parameters of paths, schemas."""

from collections.abc import Iterator
from typing import Any

from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.examination.issues import Issue, pointer_to
from documentation_api.specs.examination.parser import Document
from documentation_api.specs.examination.paths import METHODS, PARAMETER
from documentation_api.specs.examination.schema_rules import SchemaInspection


def inspect_meaning(document: Document) -> Iterator[Issue]:
    """Faults of a document whose form is right and whose references lead somewhere."""
    side = Side(document)
    yield from _tag_issues(document)
    yield from _Operations(side).issues()
    yield from SchemaInspection(side).issues()


def _tag_issues(document: Document) -> Iterator[Issue]:
    seen: set[Any] = set()
    for number, tag in enumerate(document.get("tags") or []):
        if tag.get("name") in seen:
            name = str(tag["name"])[:100]
            yield Issue(f"The tag {name} stands twice", "duplicate_tag", pointer_to("/tags", number))
        seen.add(tag.get("name"))


class _Operations:
    """Operations of all paths; a path item that several paths refer to is looked at for each."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._ids: set[str] = set()

    def issues(self) -> Iterator[Issue]:
        for path, item, pointer in self._side.entries(self._side.document.get("paths"), "/paths"):
            shared = list(self._side.elements(item.get("parameters"), pointer_to(pointer, "parameters")))
            yield from _duplicate_parameters(shared)
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield from self._operation_issues(path, item[method], pointer_to(pointer, method), shared)

    def _operation_issues(
        self, path: str, operation: dict[str, Any], pointer: str, shared: list[tuple[Any, str]]
    ) -> Iterator[Issue]:
        name = operation.get("operationId")
        if name is not None:
            if name in self._ids:
                message = f"The operationId {name[:200]} is not unique"
                yield Issue(message, "duplicate_operation_id", pointer_to(pointer, "operationId"))
            self._ids.add(name)
        own = list(self._side.elements(operation.get("parameters"), pointer_to(pointer, "parameters")))
        yield from _duplicate_parameters(own)
        declared = {
            str(parameter.get("name")) for parameter, _ in [*own, *shared] if mapping(parameter).get("in") == "path"
        }
        written = {name for name in PARAMETER.findall(path) if name}
        for missing in sorted(written - declared):
            yield Issue(f"Path parameter '{missing[:100]}' is not described", "missing_parameter", pointer)
        for extra in sorted(declared - written):
            yield Issue(f"Path parameter '{extra[:100]}' is no part of the path", "unknown_parameter", pointer)


def _duplicate_parameters(parameters: list[tuple[Any, str]]) -> Iterator[Issue]:
    seen: set[tuple[Any, Any]] = set()
    for parameter, pointer in parameters:
        key = (parameter.get("in"), parameter.get("name"))
        if key in seen:
            yield Issue(f"The parameter {str(key[1])[:100]} stands twice", "duplicate_parameter", pointer)
        seen.add(key)
