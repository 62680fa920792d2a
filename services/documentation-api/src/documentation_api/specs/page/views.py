"""Pieces of a spec as the page shows them: cut to what one page can bear."""

import json
from dataclasses import dataclass
from typing import Any

from documentation_api.specs.comparison.sides import listing, mapping, words
from documentation_api.specs.store.entry_queries import StoredEntry

PAGE_ENTRIES = 50
SHOWN_ROWS = 60
SHOWN_SCHEMA = 3_000
SHOWN_TEXT = 2_000


@dataclass(frozen=True)
class Shape:
    """A schema: the names it refers to, and its text, cut off where `is_cut`."""

    names: list[str]
    text: str
    is_cut: bool


@dataclass(frozen=True)
class Media:
    """One media type of a request or a response."""

    media_type: str
    shape: Shape | None


@dataclass(frozen=True)
class Part:
    """A parameter, a response or a channel operation."""

    name: str
    about: str
    where: str = ""
    is_required: bool = False
    shape: Shape | None = None
    bodies: tuple[Media, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One piece."""

    entry: StoredEntry
    description: str
    parameters: list[Part]
    request: list[Media]
    responses: list[Part]
    security: list[str]
    shapes: list[tuple[str, Shape]]
    channel: dict[str, list[str]]


def view_of(entry: StoredEntry) -> Shown:
    """What a stored piece looks like."""
    detail = mapping(json.loads(entry.detail))
    responses = list(mapping(detail.get("responses")).items())[:SHOWN_ROWS]
    return Shown(
        entry=entry,
        description=entry.description[:SHOWN_TEXT] if entry.description != entry.title else "",
        parameters=[parameter_of(mapping(one)) for one in listing(detail.get("parameters"))[:SHOWN_ROWS]],
        request=bodies_of(mapping(detail.get("requestBody"))),
        responses=[
            Part(code, text_of(mapping(one).get("description")), bodies=tuple(bodies_of(mapping(one))))
            for code, one in responses
        ],
        security=[" and ".join(mapping(one)) or "nobody" for one in listing(detail.get("security"))[:SHOWN_ROWS]],
        shapes=[(word, shape_of(detail[word])) for word in ("schema", "payload", "headers") if word in detail],
        channel={word: words(names)[:SHOWN_ROWS] for word, names in mapping(detail.get("operations")).items()},
    )


def parameter_of(parameter: dict[str, Any]) -> Part:
    """A row of the table of parameters."""
    return Part(
        str(parameter.get("name")), text_of(parameter.get("description")), str(parameter.get("in")),
        parameter.get("required") is True, shape_of(parameter["schema"]) if "schema" in parameter else None,
    )  # fmt: skip


def bodies_of(owner: dict[str, Any]) -> list[Media]:
    """Media types with their schemas."""
    content = list(mapping(owner.get("content")).items())[:SHOWN_ROWS]
    return [
        Media(kind, shape_of(mapping(one)["schema"]) if "schema" in mapping(one) else None) for kind, one in content
    ]


def shape_of(schema: Any) -> Shape:
    """A schema to look at."""
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    shown = text[:SHOWN_SCHEMA]
    names = [part.split('"')[0] for part in shown.split('"#/components/schemas/')[1:]]
    return Shape(sorted(set(names))[:SHOWN_ROWS], shown, len(text) > SHOWN_SCHEMA)


def text_of(value: Any) -> str:
    """A text for people."""
    return value[:SHOWN_TEXT] if isinstance(value, str) else ""
