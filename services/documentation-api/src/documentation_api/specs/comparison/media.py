"""Bodies: media types with their schemas, and how the parts of forms are written."""

from typing import Any

from documentation_api.specs.comparison.demands import NULL
from documentation_api.specs.comparison.findings import REQUEST
from documentation_api.specs.comparison.schemas import SchemaComparison
from documentation_api.specs.comparison.sides import Place, Side, mapping
from documentation_api.specs.examination.issues import pointer_to

_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/"
Media = tuple[dict[str, Any], str]


class MediaComparison:
    """Compares the content of two bodies, headers or parameters."""

    def __init__(self, schemas: SchemaComparison) -> None:
        self.schemas, self.report = schemas, schemas.report

    def compare_content(self, old: Place, new: Place, direction: str, *, strict: bool) -> None:
        """Media types of two bodies; the loss of one is only a warning when not `strict`."""
        before, after = content_of(self.schemas.old, old), content_of(self.schemas.new, new)
        for kind, media in before.items():
            others = counterparts(kind, after, wider=direction == REQUEST)
            if not others:
                remove = self.report.breaking if strict else self.report.warning
                remove("media-type-removed", media[1], f"{direction}: media type {kind[:200]} removed")
            for other in others:
                self._compare_media(kind, media, other, direction)
        for kind in after.keys() - before.keys():
            if direction == REQUEST or not counterparts(kind, before, wider=True):
                message = f"{direction}: media type {kind[:200]} added"
                self.report.compatible("media-type-added", after[kind][1], message)

    def _compare_media(self, kind: str, old: Media, new: Media, direction: str) -> None:
        if "schema" in old[0] or "schema" in new[0]:
            before = (old[0].get("schema", True), pointer_to(old[1], "schema"))
            after = (new[0].get("schema", True), pointer_to(new[1], "schema"))
            self.schemas.compare(before, after, direction)
            if kind == _FORM or kind.startswith(_MULTIPART):
                self._compare_encodings(kind, old, new, before, after)

    def _compare_encodings(self, kind: str, old: Media, new: Media, before: Place, after: Place) -> None:
        first, second = self.schemas.old_views.of(*before), self.schemas.new_views.of(*after)
        for name in sorted(first.properties.keys() & second.properties.keys()):
            was = encoding_of(self.schemas.old, old, name, kind, self._types(first.properties[name], old=True))
            is_now = encoding_of(self.schemas.new, new, name, kind, self._types(second.properties[name], old=False))
            if was != is_now:
                word = next(word for word in was if was[word] != is_now[word])
                message = f"{name[:200]}: {word} of the part changed"
                self.report.breaking("encoding-changed", pointer_to(new[1], "encoding", name), message)

    def _types(self, place: Place, *, old: bool) -> frozenset[str]:
        views = self.schemas.old_views if old else self.schemas.new_views
        view = views.of(*place)
        types = frozenset() if view.types is None else view.types - {NULL}
        if types == {"array"}:
            inner = views.of(*(view.items or (True, ""))).types
            return types | {f"{one} item" for one in inner or ()}
        return types


def encoding_of(side: Side, media: Media, name: str, kind: str, types: frozenset[str]) -> dict[str, Any]:
    """How one part of a form is written, absent words as their defaults."""
    given = mapping(side.resolve(mapping(media[0].get("encoding")).get(name), "")[0])
    styled = {"style", "explode", "allowReserved"} & given.keys()
    found: dict[str, Any] = {"contentType": str(given.get("contentType") or default_type(types)).replace(" ", "")}
    if kind == _FORM or styled:
        style = str(given.get("style") or "form")
        explode = given.get("explode")
        spread = not types or types & {"array", "object"}
        found["style"] = style
        found["explode"] = (explode if isinstance(explode, bool) else style == "form") if spread else None
        found["allowReserved"] = given.get("allowReserved") is True
        if kind == _FORM and not given.get("contentType"):
            found["contentType"] = None
    else:
        found |= {"style": "form", "explode": True if not types or types & {"array", "object"} else None,
                  "allowReserved": False}  # fmt: skip
    return found


def default_type(types: frozenset[str]) -> str:
    """The media type of a part that says none: by its type, an array's by its items."""
    if "object" in types or "object item" in types:
        return "application/json"
    return "text/plain" if types else "application/octet-stream"


def content_of(side: Side, owner: Place) -> dict[str, Media]:
    """Media types as they are compared: in lower case, without the charset that JSON and text have anyway."""
    found = side.entries(mapping(owner[0]).get("content"), pointer_to(owner[1], "content"))
    return {media_type(kind): (mapping(media), place) for kind, media, place in found}


def media_type(written: str) -> str:
    """`Application/JSON; charset=UTF-8` → `application/json`."""
    kind, *parameters = (part.strip().lower() for part in written.split(";"))
    distinguishing = sorted(
        one for one in parameters if one and one.replace('"', "").replace(" ", "") != "charset=utf-8"
    )
    return ";".join([kind.replace(" ", ""), *distinguishing])


def counterparts(kind: str, among: dict[str, Media], *, wider: bool) -> list[Media]:
    """What stands for a media type: itself; a range that holds it (`wider`), or the members of a range that it is."""
    if kind in among:
        return [among[kind]]
    if wider:
        ranges = (kind.partition(";")[0], kind.partition("/")[0] + "/*", "*/*")
        return [among[one] for one in ranges if one in among][:1]
    if kind.endswith("/*"):
        return [one for name, one in among.items() if kind == "*/*" or name.startswith(kind[:-1])]
    return []
