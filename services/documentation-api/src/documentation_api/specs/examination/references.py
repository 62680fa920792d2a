"""`$ref`: only places of the same document, found by JSON pointer; nothing is ever fetched."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from documentation_api.specs.examination.issues import Issue, pointer_to
from documentation_api.specs.examination.parser import Document

# Below these keys stands data, in which "$ref" is a word like any other …
_DATA_KEYS = frozenset({"example", "default", "enum", "const", "value"})
# … unless the key is a name that somebody chose.
NAME_MAPS = frozenset({
    "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "parameters",
    "responses", "headers", "channels", "messages", "operations", "callbacks", "links", "requestBodies",
    "securitySchemes", "pathItems", "webhooks", "paths", "content", "encoding", "examples", "servers", "variables",
    "operationTraits", "messageTraits", "correlationIds", "replies", "replyAddresses",
})  # fmt: skip


class Unresolvable(Exception):
    """A reference that names nothing"""


class ObjectWalk:
    """Every object of a document that is not data, depth first; `steps` is the way to the last one given."""

    def __init__(self, document: Document) -> None:
        self.steps: list[Any] = []
        self._document = document

    @property
    def pointer(self) -> str:
        """The place of the last object."""
        return pointer_to("", *self.steps)

    def objects(self) -> Iterator[tuple[dict[str, Any], bool]]:
        """(object, whether its keys are names that somebody chose)."""
        yield self._document, False
        open_ones = [_inner(self._document, "")]
        while open_ones:
            found = next(open_ones[-1], None)
            if found is None:
                open_ones.pop()
                if self.steps:
                    self.steps.pop()
                continue
            step, value, name = found
            self.steps.append(step)
            if isinstance(value, dict):
                yield value, name in NAME_MAPS
            open_ones.append(_inner(value, name))


def _inner(value: Any, name: str) -> Iterator[tuple[Any, Any, str]]:
    """(step, container, the word it stands under or "" below a name) of what is no data."""
    if isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, dict | list):
                yield place, inner, ""
        return
    named = name in NAME_MAPS
    for key, inner in value.items():
        if isinstance(inner, dict | list) and (named or not _is_data(key, inner)):
            yield key, inner, "" if named else key


def _is_data(key: str, value: Any) -> bool:
    return key in _DATA_KEYS or key.startswith("x-") or (key == "examples" and isinstance(value, list))


def walk_references(document: Document) -> Iterator[tuple[str, str]]:
    """(pointer of the object that refers, reference) of every reference."""
    walk = ObjectWalk(document)
    for value, named in walk.objects():
        if not named and isinstance(value.get("$ref"), str):
            yield walk.pointer, value["$ref"]


def check_references(document: Document) -> Iterator[Issue]:
    """Every reference that leaves the document or names nothing in it."""
    references = References(document)
    for pointer, reference in walk_references(document):
        if not reference.startswith("#"):
            yield Issue("Remote references are not allowed", "remote_reference", pointer)
        elif references.target(reference) is None:
            yield Issue(f"{reference[:200]} names nothing in this document", "unresolved_reference", pointer)


def find(document: Document, reference: str) -> Any:
    """What `#/…` names; Unresolvable."""
    if reference != "#" and not reference.startswith("#/"):
        raise Unresolvable(reference)
    value: Any = document
    for part in reference[1:].split("/")[1:]:
        step = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step[:9]) < len(value):
            value = value[int(step)]
        else:
            raise Unresolvable(reference)
    return value


class References:
    """What the references of a document name in the end. Each is followed once, however many stand in one chain."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._known: dict[str, tuple[Any, str] | None] = {}

    def target(self, reference: str) -> tuple[Any, str] | None:
        """The value behind a reference, and where it stands; None where it leads nowhere or in a circle."""
        chain: list[str] = []
        met: set[str] = set()
        while reference not in self._known:
            if reference in met:
                found = None
                break
            chain.append(reference)
            met.add(reference)
            value = self._value(reference)
            following = value.get("$ref") if isinstance(value, dict) else None
            if value is None or not isinstance(following, str):
                found = None if value is None else (value, reference.removeprefix("#"))
                break
            reference = following
        else:
            found = self._known[reference]
        self._known.update(dict.fromkeys(chain, found))
        return found

    def _value(self, reference: str) -> Any:
        try:
            return find(self.document, reference)
        except Unresolvable:
            return None

    def resolve(self, value: Any, pointer: str) -> tuple[Any, str]:
        """`value` behind all its references, and where it stands; Unresolvable."""
        if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
            return value, pointer
        found = self.target(value["$ref"])
        if found is None:
            raise Unresolvable(pointer)
        return found
