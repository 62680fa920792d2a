"""`$id`, `$anchor` and `$dynamicAnchor` of OpenAPI 3.1 (JSON Schema 2020-12, section 8): places with own names.

What refers to a place by such a name is rewritten to refer by pointer, so that everything else knows pointers only.
"""

import json
from typing import Any
from urllib.parse import urldefrag, urljoin

from documentation_api.specs.examination.issues import pointer_to
from documentation_api.specs.examination.parser import Document
from documentation_api.specs.examination.references import ObjectWalk

_WORDS = ("$id", "$anchor", "$dynamicAnchor", "$dynamicRef")


def localized(document: Document) -> Document:
    """The document with every reference as a pointer; itself when it names no place in another way."""
    if not any(
        not named and any(isinstance(value.get(word), str) for word in _WORDS)
        for value, named in ObjectWalk(document).objects()
    ):
        return document
    copied: Document = json.loads(json.dumps(document))
    names = _Names()
    _each_schema(copied, names.add)
    _each_schema(copied, names.rewrite)
    return copied


def _each_schema(document: Document, visit: Any) -> None:
    """Call `visit(object, pointer, base, pointer of the resource)` for every object that is not data."""
    walk = ObjectWalk(document)
    # (depth, base address, pointer) of the resources around the present place.
    scopes: list[tuple[int, str, str]] = [(-1, "", "")]
    for value, named in walk.objects():
        depth = len(walk.steps)
        while scopes[-1][0] >= depth:
            scopes.pop()
        if named:
            continue
        if isinstance(value.get("$id"), str):
            scopes.append((depth, urldefrag(_joined(scopes[-1][1], value["$id"]))[0], walk.pointer))
        visit(value, walk.pointer, scopes[-1][1], scopes[-1][2])


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


class _Names:
    """Resources by address, anchors by address and name."""

    def __init__(self) -> None:
        self._resources = {"": ""}
        self._anchors: dict[tuple[str, str], str] = {}

    def add(self, schema: dict[str, Any], pointer: str, base: str, resource: str) -> None:
        """Take in what a schema is called."""
        self._resources.setdefault(base, resource)
        for word in ("$anchor", "$dynamicAnchor"):
            if isinstance(schema.get(word), str):
                self._anchors.setdefault((base, schema[word]), pointer)

    def rewrite(self, schema: dict[str, Any], pointer: str, base: str, resource: str) -> None:
        """Let a schema refer by pointer. `$dynamicRef` counts as a reference to the place it names first."""
        for word in ("$ref", "$dynamicRef"):
            if isinstance(schema.get(word), str):
                target = self._target(base, schema[word])
                if target is not None:
                    schema.pop(word)
                    schema.setdefault("$ref", "#" + target)

    def _target(self, base: str, reference: str) -> str | None:
        address, fragment = urldefrag(_joined(base, reference))
        if address not in self._resources:
            return None
        if fragment and not fragment.startswith("/"):
            return self._anchors.get((address, fragment))
        return pointer_to(self._resources[address]) + fragment
