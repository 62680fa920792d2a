"""`$ref`: only places of the same document, found by JSON pointer; nothing is ever fetched."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from documentation_api.specs.issues import Issue, pointer_to
from documentation_api.specs.parsing import Document

MAX_HOPS = 100
# Below these keys stands data, in which "$ref" is a word like any other …
_DATA_KEYS = frozenset({"example", "default", "enum", "const", "value"})
# … unless the key is a name that somebody chose.
_NAME_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas",
                        "parameters", "responses", "headers", "channels", "messages", "operations"})  # fmt: skip


class Unresolvable(Exception):
    """A reference that names nothing"""


def walk_references(document: Document) -> Iterator[tuple[str, str]]:
    """(pointer of the object that refers, reference) of every reference."""
    waiting: list[tuple[Any, str, str]] = [(document, "", "")]
    while waiting:
        value, pointer, name = waiting.pop()
        if isinstance(value, list):
            waiting += [(inner, pointer_to(pointer, place), "") for place, inner in enumerate(value)]
        if not isinstance(value, dict):
            continue
        if isinstance(value.get("$ref"), str) and name not in _NAME_MAPS:
            yield pointer, value["$ref"]
        for key, inner in value.items():
            if isinstance(inner, dict | list) and (name in _NAME_MAPS or not _is_data(key, inner)):
                waiting.append((inner, pointer_to(pointer, key), "" if name in _NAME_MAPS else key))


def _is_data(key: str, value: Any) -> bool:
    return key in _DATA_KEYS or key.startswith("x-") or (key == "examples" and isinstance(value, list))


def without_data_references(value: Any, name: str = "") -> Any:
    """A copy in which data holds no "$ref": who does not know data from schemas would follow it, even abroad."""
    if isinstance(value, list):
        return [without_data_references(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    named = name in _NAME_MAPS
    return {
        key: _unreferring(inner)
        if not named and _is_data(key, inner)
        else without_data_references(inner, "" if named else key)
        for key, inner in value.items()
    }


def _unreferring(value: Any) -> Any:
    if isinstance(value, list):
        return [_unreferring(inner) for inner in value]
    if isinstance(value, dict):
        return {("ref" if key == "$ref" else key): _unreferring(inner) for key, inner in value.items()}
    return value


def check_references(document: Document) -> list[Issue]:
    """Every reference that leaves the document or names nothing in it."""
    issues = []
    known: dict[str, bool] = {}
    for pointer, reference in walk_references(document):
        if not reference.startswith("#"):
            issues.append(Issue("Remote references are not allowed", "remote_reference", pointer))
            continue
        if reference not in known:
            known[reference] = _resolves(document, reference)
        if not known[reference]:
            issues.append(Issue(f"{reference[:200]} names nothing in this document", "unresolved_reference", pointer))
    return sorted(issues, key=lambda issue: issue.pointer)


def _resolves(document: Document, reference: str) -> bool:
    try:
        resolve(document, {"$ref": reference}, "")
    except Unresolvable:
        return False
    return True


def find(document: Document, reference: str) -> Any:
    """What `#/…` names; Unresolvable."""
    if reference != "#" and not reference.startswith("#/"):
        raise Unresolvable(reference)
    value: Any = document
    for part in reference[1:].split("/")[1:]:
        step = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            raise Unresolvable(reference)
    return value


def resolve(document: Document, value: Any, pointer: str) -> tuple[Any, str]:
    """`value` behind all its references, and where it stands; Unresolvable, also for references in a circle."""
    for _ in range(MAX_HOPS):
        if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
            return value, pointer
        pointer = value["$ref"].removeprefix("#")
        value = find(document, value["$ref"])
    raise Unresolvable(pointer)
