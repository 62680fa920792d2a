"""Two OpenAPI documents: paths, operations and webhooks."""

import re
from typing import Any

from documentation_api.specs.comparison.findings import REQUEST, RESPONSE, Report
from documentation_api.specs.comparison.messages import ExchangeComparison, parameters_of
from documentation_api.specs.comparison.schemas import SchemaComparison
from documentation_api.specs.comparison.security import alternatives_of, compare_security
from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.issues import pointer_to

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PARAMETER = re.compile(r"\{([^{}]*)\}")
Item = tuple[str, dict[str, Any], str]  # path as written, path item, pointer


class ApiComparison:
    """Compares two OpenAPI documents."""

    def __init__(self, old: Side, new: Side, report: Report) -> None:
        self.old, self.new, self.report = old, new, report
        self._exchange = ExchangeComparison(SchemaComparison(old, new, report))

    def compare(self) -> None:
        """Report everything."""
        self._compare_info()
        self._compare_items("paths", REQUEST)
        self._compare_items("webhooks", RESPONSE)

    def _compare_info(self) -> None:
        before, after = mapping(self.old.document.get("info")), mapping(self.new.document.get("info"))
        for word in ("title", "description", "summary"):
            if before.get(word) != after.get(word):
                self.report.warning("description-changed", f"/info/{word}", f"{word} of the API changed")

    def _compare_items(self, word: str, direction: str) -> None:
        before, after = items_of(self.old, word), items_of(self.new, word)
        noun = word.removesuffix("s")
        for key, (name, item, pointer) in before.items():
            if key not in after:
                self.report.breaking(f"{noun}-removed", pointer, f"{noun} {name} removed")
            else:
                self._compare_item((name, item, pointer), after[key], direction)
        for key, (name, _, pointer) in after.items():
            if key not in before:
                self.report.compatible(f"{noun}-added", pointer, f"{noun} {name} added")

    def _compare_item(self, old: Item, new: Item, direction: str) -> None:
        for method in METHODS:
            had, has = isinstance(old[1].get(method), dict), isinstance(new[1].get(method), dict)
            title = f"{method.upper()} {new[0]}"
            if had and has:
                self._compare_operation(method, old, new, direction)
            elif had:
                self.report.breaking("operation-removed", pointer_to(old[2], method), f"{title} removed")
            elif has:
                self.report.compatible("operation-added", pointer_to(new[2], method), f"{title} added")

    def _compare_operation(self, method: str, old: Item, new: Item, direction: str) -> None:
        before, after = old[1][method], new[1][method]
        old_at, at = pointer_to(old[2], method), pointer_to(new[2], method)
        self._compare_words(before, after, at)
        compare_security(self.report, at, alternatives_of(self.old, before), alternatives_of(self.new, after))
        renamed = dict(zip(_PARAMETER.findall(old[0]), _PARAMETER.findall(new[0]), strict=False))
        self._exchange.compare_parameters(
            parameters_of(self.old, old[1], old[2], before, old_at),
            parameters_of(self.new, new[1], new[2], after, at),
            renamed,
            at,
        )
        self._exchange.compare_body(before, old_at, after, at, direction)
        self._exchange.compare_responses(before, old_at, after, at, direction)
        if before.get("callbacks") != after.get("callbacks"):
            self.report.warning("callbacks-changed", pointer_to(at, "callbacks"), "callbacks changed")

    def _compare_words(self, old: dict[str, Any], new: dict[str, Any], at: str) -> None:
        for word in ("summary", "description"):
            if old.get(word) != new.get(word):
                self.report.warning("description-changed", at, f"{word} changed")
        if old.get("operationId") != new.get("operationId"):
            self.report.warning("operation-id-changed", at, "operationId changed: generated clients get another name")
        if new.get("deprecated") is True and old.get("deprecated") is not True:
            self.report.compatible("deprecated", at, "deprecated")


def items_of(side: Side, word: str) -> dict[str, Item]:
    """Path items by the address they stand for: the names of path parameters are no part of it."""
    return {
        _PARAMETER.sub("{}", name): (name, mapping(item), pointer)
        for name, item, pointer in side.entries(side.document.get(word), f"/{word}")
    }
