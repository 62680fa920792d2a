"""JSON-LD: facts of a page for search engines, as a data block of HTML."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from suite.http.replies import encode
from suite.text.storable import storable_json

CONTEXT = "https://schema.org"
# What could end the block, or a line of a script, is written as an escape.
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def breadcrumbs(site: str, steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """BreadcrumbList from the start page to this one: (name, path) of each step."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": site + path}
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


def data_block(objects: Iterable[Mapping[str, Any]]) -> Markup:
    """The objects as the content of a script element of the type application/ld+json; nulls are left out."""
    graph = [without_nulls(item) for item in objects]
    content = {"@context": CONTEXT, **graph[0]} if len(graph) == 1 else {"@context": CONTEXT, "@graph": graph}
    text = encode(storable_json(content)).decode()
    for character, escape in _ESCAPED.items():
        text = text.replace(character, escape)
    # Nothing in it can end the element any more.
    return Markup(text)


def without_nulls(value: Any) -> Any:
    """The value without members that are null: a fact that is not known is not told."""
    if isinstance(value, Mapping):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(inner) for inner in value]
    return value
