"""Two OpenAPI documents: paths, operations, callbacks and webhooks."""

from typing import Any

from documentation_api.specs.comparison.findings import REQUEST, RESPONSE, Findings
from documentation_api.specs.comparison.messages import ExchangeComparison
from documentation_api.specs.comparison.parameters import parameters_of
from documentation_api.specs.comparison.schemas import SchemaComparison, compare_life
from documentation_api.specs.comparison.security import alternatives_of, compare_security
from documentation_api.specs.comparison.servers import addresses_of, all_addresses, base_paths, item_bases
from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.examination.issues import pointer_to
from documentation_api.specs.examination.paths import METHODS, PARAMETER

Item = tuple[str, dict[str, Any], str]  # path as written, path item, pointer
# Callbacks of operations within callbacks.
MOST_CALLBACKS = 4


class ApiComparison:
    """Compares two OpenAPI documents."""

    def __init__(self, old: Side, new: Side, report: Findings) -> None:
        self.old, self.new, self.report = old, new, report
        self._exchange = ExchangeComparison(SchemaComparison(old, new, report))
        self._callbacks = 0

    def compare(self) -> None:
        """Report everything."""
        self._compare_info()
        self._compare_servers()
        self._compare_paths()
        self._compare_items("webhook", items_of(self.old, "webhooks"), items_of(self.new, "webhooks"), RESPONSE)

    def _compare_info(self) -> None:
        before, after = mapping(self.old.document.get("info")), mapping(self.new.document.get("info"))
        for word in ("title", "description", "summary"):
            if before.get(word) != after.get(word):
                self.report.warning("description-changed", f"/info/{word}", f"{word} of the API changed")

    def _compare_servers(self) -> None:
        """A host that is gone is something to look at; what a path begins with is told where the paths are."""
        before, after = addresses_of(self.old.document), addresses_of(self.new.document)
        hosts = {other.partition("://")[2].partition("/")[0] for other in all_addresses(self.new)}
        for address in before.keys() - after.keys():
            if "://" in address and address.partition("://")[2].partition("/")[0] not in hosts:
                self.report.warning("server-removed", "/servers", f"server {address[:200]} removed")
        for address in after.keys() - before.keys():
            if before.keys() <= after.keys():
                self.report.compatible("server-added", "/servers", f"server {address[:200]} added")

    def _compare_paths(self) -> None:
        """Paths are what callers ask for: with what the address of the server begins with."""
        before, after = items_of(self.old, "paths"), items_of(self.new, "paths")
        served = {f"{base}{key}": key for key, one in after.items() for base in item_bases(self.new, one[1])}
        pairs = {}
        for key, item in before.items():
            bases = item_bases(self.old, item[1])
            found = next((served[base + key] for base in bases if base + key in served), None)
            if found is None and key in after:
                found = key
                old_base, new_base = bases[0] or "/", item_bases(self.new, after[key][1])[0] or "/"
                message = f"paths begin with {new_base[:200]} instead of {old_base[:200]}"
                self.report.breaking("server-changed", "/servers", message)
            if found is not None:
                pairs[key] = found
        renamed = {found: key for key, found in pairs.items()}
        self._compare_items("path", before, {renamed.get(key, key): one for key, one in after.items()}, REQUEST)

    def _compare_items(self, noun: str, before: dict[str, Item], after: dict[str, Item], direction: str) -> None:
        for key, item in before.items():
            if key not in after:
                self.report.breaking(f"{noun}-removed", item[2], f"{noun} {item[0][:300]} removed")
            else:
                self._compare_item(item, after[key], direction)
        for key, (name, _, pointer) in after.items():
            if key not in before:
                self.report.compatible(f"{noun}-added", pointer, f"{noun} {name[:300]} added")

    def _compare_item(self, old: Item, new: Item, direction: str) -> None:
        for method in METHODS:
            had, has = isinstance(old[1].get(method), dict), isinstance(new[1].get(method), dict)
            title = f"{method.upper()} {new[0][:300]}"
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
        if direction == REQUEST:
            self._compare_own_servers(before, old[1], after, new[1], at)
            compare_security(self.report, at, alternatives_of(self.old, before), alternatives_of(self.new, after))
        self._exchange.parameters.compare(
            parameters_of(self.old, old[1], old[2], before, old_at),
            parameters_of(self.new, new[1], new[2], after, at),
            dict(zip(PARAMETER.findall(old[0]), PARAMETER.findall(new[0]), strict=False)),
            direction,
        )
        self._exchange.compare_body(before, old_at, after, at, direction)
        self._exchange.compare_responses(before, old_at, after, at, direction)
        self._compare_callbacks(before, old_at, after, at, direction)

    def _compare_own_servers(
        self, old: dict[str, Any], old_item: dict[str, Any], new: dict[str, Any], new_item: dict[str, Any], at: str
    ) -> None:
        """An operation that is served elsewhere than before, and than the others of its path."""
        if not (old.get("servers") or new.get("servers")):
            return
        before, after = base_paths(self.old, old, old_item), base_paths(self.new, new, new_item)
        if before.isdisjoint(after) and not set(item_bases(self.old, old_item)).isdisjoint(
            item_bases(self.new, new_item)
        ):
            message = f"the path begins with {min(after)[:200] or '/'} instead of {min(before)[:200] or '/'}"
            self.report.breaking("server-changed", pointer_to(at, "servers"), message)

    def _compare_callbacks(
        self, old: dict[str, Any], old_at: str, new: dict[str, Any], at: str, direction: str
    ) -> None:
        """What the server sends to an address of the caller's."""
        if self._callbacks >= MOST_CALLBACKS or not (old.get("callbacks") or new.get("callbacks")):
            return
        self._callbacks += 1
        before, after = callbacks_of(self.old, old, old_at), callbacks_of(self.new, new, at)
        self._compare_items("callback", before, after, RESPONSE if direction == REQUEST else REQUEST)
        self._callbacks -= 1

    def _compare_words(self, old: dict[str, Any], new: dict[str, Any], at: str) -> None:
        for word in ("summary", "description"):
            if old.get(word) != new.get(word):
                self.report.warning("description-changed", at, f"{word} changed")
        if old.get("operationId") != new.get("operationId"):
            self.report.warning("operation-id-changed", at, "operationId changed: generated clients get another name")
        compare_life(self.report, at, old, new)


def items_of(side: Side, word: str) -> dict[str, Item]:
    """Path items by the address they stand for: the names of path parameters are no part of it."""
    return {
        PARAMETER.sub("{}", name): (name, mapping(item), pointer)
        for name, item, pointer in side.entries(side.document.get(word), f"/{word}")
    }


def callbacks_of(side: Side, operation: dict[str, Any], pointer: str) -> dict[str, Item]:
    """Path items of an operation's callbacks, by name and address."""
    found = {}
    for name, callback, place in side.entries(operation.get("callbacks"), pointer_to(pointer, "callbacks")):
        for address, item, item_at in side.entries(callback, place):
            found[f"{name} {address}"] = (f"{name} {address}", mapping(item), item_at)
    return found
