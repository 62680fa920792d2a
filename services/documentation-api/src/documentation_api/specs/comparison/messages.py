"""What travels in an HTTP exchange: bodies, responses and headers."""

from typing import Any

from documentation_api.specs.comparison.findings import REQUEST
from documentation_api.specs.comparison.media import MediaComparison
from documentation_api.specs.comparison.parameters import ParameterComparison
from documentation_api.specs.comparison.schemas import OPPOSITE, SchemaComparison, compare_life
from documentation_api.specs.comparison.sides import Place, Side, mapping
from documentation_api.specs.examination.issues import pointer_to


class ExchangeComparison:
    """Compares one operation's messages. `direction` of a webhook or callback is RESPONSE: there the server calls."""

    def __init__(self, schemas: SchemaComparison) -> None:
        self.schemas, self.report = schemas, schemas.report
        self.old, self.new = schemas.old, schemas.new
        self._media = MediaComparison(schemas)
        self.parameters = ParameterComparison(schemas, self._media)

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
            self.report.breaking("body-removed", before[1], "request body removed")
        elif has:
            was = mapping(before[0]).get("required") is True
            if required != was:
                message = f"request body became {'required' if required else 'optional'}"
                self.report.tell(required == (direction == REQUEST), "body-required", after[1], message)
            self._media.compare_content(before, after, direction, strict=True)

    def compare_responses(self, old: dict[str, Any], old_at: str, new: dict[str, Any], at: str, direction: str) -> None:
        """The responses of two operations."""
        before, after = _responses(self.old, old, old_at), _responses(self.new, new, at)
        known: set[str] = set()
        for code, place in before.items():
            others = _counterparts(code, after)
            known.update(other[1] for other in others)
            if not others:
                remove = self.report.breaking if is_success(code) else self.report.warning
                remove("response-removed", place[1], f"response {code[:20]} removed")
            for other in others:
                self._compare_response(code, place, other, direction)
        for code in after.keys() - before.keys():
            if after[code][1] not in known:
                self.report.compatible("response-added", after[code][1], f"response {code[:20]} added")

    def _compare_response(self, code: str, old: Place, new: Place, direction: str) -> None:
        if mapping(old[0]).get("description") != mapping(new[0]).get("description"):
            self.report.warning("description-changed", new[1], "description changed")
        self._media.compare_content(old, new, OPPOSITE[direction], strict=is_success(code))
        self._compare_headers(old, new, OPPOSITE[direction])

    def _compare_headers(self, old: Place, new: Place, direction: str) -> None:
        before, after = _headers(self.old, old), _headers(self.new, new)
        for name, (header, place) in before.items():
            if name not in after:
                required = header.get("required") is True
                remove = self.report.breaking if required else self.report.warning
                remove("header-removed", place, f"response header {name[:200]} removed")
                continue
            other, other_at = after[name]
            if header.get("required") is True and other.get("required") is not True:
                self.report.breaking("header-optional", other_at, f"response header {name[:200]} became optional")
            compare_life(self.report, other_at, header, other)
            what = f"response header {name[:200]}"
            self.parameters.compare_written((header, place), (other, other_at), what, "header", direction)
        for name in after.keys() - before.keys():
            self.report.compatible("header-added", after[name][1], f"response header {name[:200]} added")


def is_success(code: str) -> bool:
    """Whether a response code is one callers hope for."""
    return code[:1] in ("1", "2", "3")


def _counterparts(code: str, among: dict[str, Place]) -> list[Place]:
    """What a response became: itself, the range that holds it, or the members of the range that it was."""
    own = among.get(code) or among.get(code.upper()) or among.get(code[:1] + "XX")
    if own is not None:
        return [own]
    if code.upper().endswith("XX"):
        return [one for other, one in among.items() if other[:1] == code[:1]]
    return []


def _responses(side: Side, operation: dict[str, Any], pointer: str) -> dict[str, Place]:
    found = side.entries(operation.get("responses"), pointer_to(pointer, "responses"))
    return {code: (response, place) for code, response, place in found}


def _headers(side: Side, owner: Place) -> dict[str, tuple[dict[str, Any], str]]:
    found = side.entries(mapping(owner[0]).get("headers"), pointer_to(owner[1], "headers"))
    return {name.lower(): (mapping(header), place) for name, header, place in found if name.lower() != "content-type"}
