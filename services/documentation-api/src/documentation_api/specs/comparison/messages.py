"""What travels in an HTTP exchange: parameters, bodies, responses and headers."""

from typing import Any

from documentation_api.specs.comparison.findings import REQUEST, RESPONSE
from documentation_api.specs.comparison.schemas import OPPOSITE, SchemaComparison
from documentation_api.specs.comparison.sides import Place, Side, mapping
from documentation_api.specs.issues import pointer_to

# Described elsewhere in OpenAPI: parameters of these names say nothing.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
Parameters = dict[tuple[str, str], tuple[dict[str, Any], str]]


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


class ExchangeComparison:
    """Compares one operation's messages; with `reverse` the described server is the one that calls (webhooks)."""

    def __init__(self, schemas: SchemaComparison) -> None:
        self.schemas, self.report = schemas, schemas.report
        self.old, self.new = schemas.old, schemas.new

    def compare_parameters(self, old: Parameters, new: Parameters, renamed: dict[str, str], pointer: str) -> None:
        """`renamed`: the new names of path parameters by their old ones."""
        old = {(kind, renamed.get(name, name) if kind == "path" else name): one for (kind, name), one in old.items()}
        for key, (parameter, place) in new.items():
            what = f"{key[0]} parameter {parameter.get('name')}"
            if key in old:
                self._compare_parameter(old[key], (parameter, place), what)
            else:
                required = parameter.get("required") is True
                message = f"{'required ' if required else ''}{what} added"
                self.report.tell(required, "parameter-added", place, message)
        for key, (parameter, place) in old.items():
            if key not in new:
                self.report.warning("parameter-removed", place, f"{key[0]} parameter {parameter.get('name')} removed")

    def _compare_parameter(self, old: tuple[dict[str, Any], str], new: tuple[dict[str, Any], str], what: str) -> None:
        required = new[0].get("required") is True
        if required != (old[0].get("required") is True):
            word = "required" if required else "optional"
            self.report.tell(required, f"parameter-{word}", new[1], f"{what} became {word}")
        for word in ("style", "explode", "allowReserved"):
            if word in old[0] and word in new[0] and old[0][word] != new[0][word]:
                self.report.breaking("parameter-style", new[1], f"{what}: {word} changed")
        self._compare_described(old, new)
        if "schema" in old[0] and "schema" in new[0]:
            before_at, after_at = pointer_to(old[1], "schema"), pointer_to(new[1], "schema")
            self.schemas.compare((old[0]["schema"], before_at), (new[0]["schema"], after_at), REQUEST)
        elif "content" in old[0] and "content" in new[0]:
            self.compare_content(old, new, REQUEST, strict=True)

    def _compare_described(self, old: tuple[dict[str, Any], str], new: tuple[dict[str, Any], str]) -> None:
        if old[0].get("description") != new[0].get("description"):
            self.report.warning("description-changed", new[1], "description changed")
        if new[0].get("deprecated") is True and old[0].get("deprecated") is not True:
            self.report.compatible("deprecated", new[1], "deprecated")

    def compare_body(self, old: dict[str, Any], old_at: str, new: dict[str, Any], at: str, direction: str) -> None:
        """The request bodies of two operations at `old_at` and `at`."""
        before = self.old.resolve(old.get("requestBody"), pointer_to(old_at, "requestBody"))
        after = self.new.resolve(new.get("requestBody"), pointer_to(at, "requestBody"))
        had, has = isinstance(before[0], dict), isinstance(after[0], dict)
        required = mapping(after[0]).get("required") is True
        if has and not had:
            message = f"{'required ' if required else ''}request body added"
            self.report.tell(required and direction == REQUEST, "body-added", after[1], message)
        elif had and not has:
            remove = self.report.warning if direction == REQUEST else self.report.breaking
            remove("body-removed", before[1], "request body removed")
        elif has:
            was = mapping(before[0]).get("required") is True
            if required != was:
                message = f"request body became {'required' if required else 'optional'}"
                self.report.tell(required == (direction == REQUEST), "body-required", after[1], message)
            self.compare_content(before, after, direction, strict=True)

    def compare_responses(self, old: dict[str, Any], old_at: str, new: dict[str, Any], at: str, direction: str) -> None:
        """The responses of two operations."""
        before, after = _responses(self.old, old, old_at), _responses(self.new, new, at)
        for code, place in before.items():
            counterpart = after.get(code) or after.get(code[:1] + "XX")
            if counterpart is None:
                remove = self.report.breaking if is_success(code) else self.report.warning
                remove("response-removed", place[1], f"response {code} removed")
                continue
            self._compare_described((mapping(place[0]), ""), (mapping(counterpart[0]), counterpart[1]))
            self.compare_content(place, counterpart, OPPOSITE[direction], strict=is_success(code))
            self._compare_headers(place, counterpart)
        for code in after.keys() - before.keys():
            self.report.compatible("response-added", after[code][1], f"response {code} added")

    def compare_content(self, old: Place, new: Place, direction: str, *, strict: bool) -> None:
        """Media types of two bodies; the loss of one is only a warning when not `strict`."""
        before, after = _content(self.old, old), _content(self.new, new)
        for kind, (media, place) in before.items():
            if kind not in after:
                remove = self.report.breaking if strict else self.report.warning
                remove("media-type-removed", place, f"{direction}: media type {kind} removed")
            elif "schema" in media or "schema" in after[kind][0]:
                other, other_at = after[kind]
                self.schemas.compare(
                    (media.get("schema", True), pointer_to(place, "schema")),
                    (other.get("schema", True), pointer_to(other_at, "schema")),
                    direction,
                )
        for kind in after.keys() - before.keys():
            self.report.compatible("media-type-added", after[kind][1], f"{direction}: media type {kind} added")

    def _compare_headers(self, old: Place, new: Place) -> None:
        before, after = _headers(self.old, old), _headers(self.new, new)
        for name, (header, place) in before.items():
            if name not in after:
                required = header.get("required") is True
                remove = self.report.breaking if required else self.report.warning
                remove("header-removed", place, f"response header {name} removed")
                continue
            other, other_at = after[name]
            if header.get("required") is True and other.get("required") is not True:
                self.report.breaking("header-optional", other_at, f"response header {name} became optional")
            if "schema" in header and "schema" in other:
                self.schemas.compare(
                    (header["schema"], place + "/schema"), (other["schema"], other_at + "/schema"), RESPONSE
                )
        for name in after.keys() - before.keys():
            self.report.compatible("header-added", after[name][1], f"response header {name} added")


def is_success(code: str) -> bool:
    """Whether a response code is one callers hope for."""
    return code[:1] in ("1", "2", "3")


def _responses(side: Side, operation: dict[str, Any], pointer: str) -> dict[str, Place]:
    found = side.entries(operation.get("responses"), pointer_to(pointer, "responses"))
    return {code: (response, place) for code, response, place in found}


def _content(side: Side, owner: Place) -> dict[str, tuple[dict[str, Any], str]]:
    found = side.entries(mapping(owner[0]).get("content"), pointer_to(owner[1], "content"))
    return {kind.replace(" ", "").lower(): (mapping(media), place) for kind, media, place in found}


def _headers(side: Side, owner: Place) -> dict[str, tuple[dict[str, Any], str]]:
    found = side.entries(mapping(owner[0]).get("headers"), pointer_to(owner[1], "headers"))
    return {name.lower(): (mapping(header), place) for name, header, place in found if name.lower() != "content-type"}
