"""Parameters: which there are, how they are written, and what they may be."""

from dataclasses import dataclass
from typing import Any

from documentation_api.specs.comparison.demands import NULL
from documentation_api.specs.comparison.findings import REQUEST
from documentation_api.specs.comparison.media import MediaComparison
from documentation_api.specs.comparison.schemas import SchemaComparison, compare_life
from documentation_api.specs.comparison.sides import Place, Side, mapping
from documentation_api.specs.comparison.view import View
from documentation_api.specs.examination.issues import pointer_to

# Described elsewhere in OpenAPI: parameters of these names say nothing.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_SPREAD = frozenset({"array", "object"})
Parameter = tuple[dict[str, Any], str]
Parameters = dict[tuple[str, str], Parameter]


@dataclass(frozen=True, slots=True)
class Style:
    """How a value is written, absent words as their defaults. `explode` counts only for arrays and objects."""

    style: str
    explode: bool
    allow_reserved: bool
    allow_empty: bool

    @classmethod
    def of(cls, described: dict[str, Any], where: str) -> "Style":
        """Of a parameter, a header or the encoding of a property."""
        style = str(described.get("style") or ("form" if where in ("query", "cookie") else "simple"))
        explode = described.get("explode")
        return cls(
            style=style,
            explode=explode if isinstance(explode, bool) else style == "form",
            allow_reserved=where == "query" and described.get("allowReserved") is True,
            allow_empty=where == "query" and described.get("allowEmptyValue") is True,
        )


def parameters_of(side: Side, item: dict[str, Any], item_at: str, operation: dict[str, Any], at: str) -> Parameters:
    """Parameters by place and name, the operation's own over those of its path; path parameters by position."""
    found: Parameters = {}
    for owner, pointer in ((item, item_at), (operation, at)):
        for parameter, place in side.elements(owner.get("parameters"), pointer_to(pointer, "parameters")):
            kind, name = str(mapping(parameter).get("in")), str(mapping(parameter).get("name"))
            key = (kind, name.lower() if kind == "header" else name)
            if key[0] != "header" or key[1] not in _IGNORED_HEADERS:
                found[key] = (mapping(parameter), place)
    return found


class ParameterComparison:
    """Compares the parameters of two operations; `direction` tells who writes them."""

    def __init__(self, schemas: SchemaComparison, media: MediaComparison) -> None:
        self.schemas, self.report, self._media = schemas, schemas.report, media

    def compare(self, old: Parameters, new: Parameters, renamed: dict[str, str], direction: str) -> None:
        """`renamed`: the new names of path parameters by their old ones."""
        old = {(kind, renamed.get(name, name) if kind == "path" else name): one for (kind, name), one in old.items()}
        for key, (parameter, place) in new.items():
            what = f"{key[0]} parameter {str(parameter.get('name'))[:200]}"
            if key in old:
                self._compare_one(old[key], (parameter, place), what, key[0], direction)
            else:
                required = parameter.get("required") is True
                message = f"{'required ' if required else ''}{what} added"
                self.report.tell(required and direction == REQUEST, "parameter-added", place, message)
        for key, (parameter, place) in old.items():
            if key not in new:
                what = f"{key[0]} parameter {str(parameter.get('name'))[:200]}"
                self.report.warning("parameter-removed", place, f"{what} removed")

    def _compare_one(self, old: Parameter, new: Parameter, what: str, where: str, direction: str) -> None:
        required = new[0].get("required") is True
        if required != (old[0].get("required") is True):
            word = "required" if required else "optional"
            self.report.tell(required == (direction == REQUEST), f"parameter-{word}", new[1], f"{what} became {word}")
        if old[0].get("description") != new[0].get("description"):
            self.report.warning("description-changed", new[1], "description changed")
        compare_life(self.report, new[1], old[0], new[0])
        self.compare_written(old, new, what, where, direction)

    def compare_written(self, old: Parameter, new: Parameter, what: str, where: str, direction: str) -> None:
        """How the value is written, and what it may be; also of headers."""
        if ("content" in old[0]) != ("content" in new[0]):
            self.report.breaking("parameter-style", new[1], f"{what}: another way to write the value")
        elif "content" in old[0]:
            self._media.compare_content(old, new, direction, strict=True)
        else:
            before, after = schema_place(old), schema_place(new)
            views = self.schemas.old_views.of(*before), self.schemas.new_views.of(*after)
            self._compare_styles(old, new, views, what, where)
            if takes_several(*views, Style.of(new[0], where).style) and direction == REQUEST:
                # One value is a list of one.
                self.report.compatible("type-changed", new[1], f"{what}: became a list")
                after = views[1].items or (True, views[1].pointer)
            self.schemas.compare(before, after, direction)

    def _compare_styles(self, old: Parameter, new: Parameter, views: tuple[View, View], what: str, where: str) -> None:
        before, after = Style.of(old[0], where), Style.of(new[0], where)
        spread = any(view.types is None or view.types & _SPREAD for view in views)
        if before.style != after.style:
            self.report.breaking("parameter-style", new[1], f"{what}: style {before.style} became {after.style}")
        elif before.explode != after.explode and (spread or after.style == "matrix"):
            both_spread = all(view.types is None or view.types & _SPREAD for view in views)
            if both_spread:
                self.report.breaking("parameter-style", new[1], f"{what}: explode changed")
        for word, was, is_now in (
            ("allowReserved", before.allow_reserved, after.allow_reserved),
            ("allowEmptyValue", before.allow_empty, after.allow_empty),
        ):
            if was != is_now:
                self.report.tell(was, "parameter-style", new[1], f"{what}: {word} became {str(is_now).lower()}")


def schema_place(parameter: Parameter) -> Place:
    """The schema of a parameter, anything where it has none."""
    return (parameter[0].get("schema", True), pointer_to(parameter[1], "schema"))


def takes_several(old: View, new: View, style: str) -> bool:
    """Whether a single value became a list that may have one, written in a way in which one looks the same."""
    if style not in ("form", "simple") or old.types is None or new.types is None:
        return False
    single = not old.types & _SPREAD and new.types - {NULL} == {"array"}
    return single and new.sizes.get("minItems", 0) <= 1 and not new.prefix
