"""Whether a schema's values became narrower or wider: type, format, enum, range, sizes, patterns."""

from typing import Any

from documentation_api.specs.comparison.demands import LARGEST, covers, tell
from documentation_api.specs.comparison.findings import REQUEST, Findings
from documentation_api.specs.comparison.patterns import matches_all_of
from documentation_api.specs.comparison.view import View

_WIDER_FORMATS = {"int32": "int64", "float": "double"}


def compare_values(report: Findings, old: View, new: View, direction: str) -> None:
    """Requests break when fewer values are allowed, responses when a value of another kind can come."""
    request = direction == REQUEST
    if new.impossible != old.impossible:
        breaks = new.impossible if request else not new.impossible
        report.tell(breaks, "type-changed", new.pointer, f"{direction}: no value was or is allowed")
    _compare_types(report, old, new, request, direction)
    _compare_formats(report, old, new, request, direction)
    _compare_enums(report, old, new, request, direction)
    _compare_extensible(report, old, new, request, direction)
    for word, before, after, largest in _ranges(old, new):
        if before != after:
            narrower = before is None or (after is not None and (after < before if largest else after > before))
            message = f"{word} {'narrowed' if narrower else 'widened'} from {_bound(before)} to {_bound(after)}"
            rule = "limit-narrowed" if narrower else "limit-widened"
            report.moved(rule, new.pointer, message, direction, looser=not narrower, tighter=narrower)
    _compare_patterns(report, old, new, direction)


def allows(wide: frozenset[str] | None, narrow: frozenset[str] | None) -> bool:
    """Whether every type of `narrow` is one of `wide`."""
    return wide is None or (narrow is not None and all(covers(wide, kind) for kind in narrow))


def _compare_types(report: Findings, old: View, new: View, request: bool, direction: str) -> None:
    if old.types == new.types:
        return
    fits = allows(new.types, old.types) if request else allows(old.types, new.types)
    message = f"{direction}: type {tell_types(old.types)} became {tell_types(new.types)}"
    report.tell(not fits, "type-changed", new.pointer, message)


def _compare_formats(report: Findings, old: View, new: View, request: bool, direction: str) -> None:
    if old.formats == new.formats:
        return
    before, after = (old.formats, new.formats) if request else (new.formats, old.formats)
    widened = {_WIDER_FORMATS.get(one, one) for one in before} == after
    fits = after < before or widened
    message = f"{direction}: format {tell(sorted(old.formats))} became {tell(sorted(new.formats))}"
    report.tell(not fits, "format-changed", new.pointer, message)


def _compare_enums(report: Findings, old: View, new: View, request: bool, direction: str) -> None:
    if old.enum is None and new.enum is None:
        return
    if old.enum is None or new.enum is None:
        narrower = new.enum is not None
        message = f"{direction}: values {'are' if narrower else 'are no longer'} restricted to a list"
        if request or narrower:
            report.tell(request and narrower, "enum-changed", new.pointer, message)
        else:
            report.warning("enum-changed", new.pointer, message)
        return
    before, after = old.enum.keys(), new.enum.keys()
    if not request and before and after and not before & after:
        report.breaking("enum-changed", new.pointer, f"{direction}: none of the values is one of the old ones")
    for value in sorted(before - after):
        report.tell(request, "enum-value-removed", new.pointer, f"{direction}: value {value[:200]} removed")
    for value in sorted(after - before):
        add = report.compatible if request else report.warning
        add("enum-value-added", new.pointer, f"{direction}: value {value[:200]} added")


def _compare_extensible(report: Findings, old: View, new: View, request: bool, direction: str) -> None:
    """`x-extensible-enum` announces that values will be added, so that only what is taken away counts."""
    for value in sorted(old.extensible - new.extensible) if new.extensible else ():
        report.tell(request, "enum-value-removed", new.pointer, f"{direction}: value {value[:200]} removed")


def _compare_patterns(report: Findings, old: View, new: View, direction: str) -> None:
    gone, come = sorted(old.patterns - new.patterns), sorted(new.patterns - old.patterns)
    if len(gone) == len(come) == 1:
        looser = matches_all_of(come[0], gone[0])
        tighter = matches_all_of(gone[0], come[0])
        message = f"pattern {gone[0][:200]} became {come[0][:200]}"
        if not (looser and tighter):
            report.moved("pattern-changed", new.pointer, message, direction, looser=looser, tighter=tighter)
        return
    for pattern in come:
        message = f"pattern {pattern[:200]} added"
        report.moved("pattern-changed", new.pointer, message, direction, looser=False, tighter=not gone)
    for pattern in gone:
        message = f"pattern {pattern[:200]} removed"
        report.moved("pattern-removed", new.pointer, message, direction, looser=True, tighter=False)


def _ranges(old: View, new: View) -> list[tuple[str, Any, Any, bool]]:
    sizes = [(word, old.sizes.get(word), new.sizes.get(word), word in LARGEST) for word in {**old.sizes, **new.sizes}]
    return [("maximum", old.upper, new.upper, True), ("minimum", old.lower, new.lower, False), *sizes]


def _bound(value: Any) -> str:
    number = value[0] if isinstance(value, tuple) else value
    return "none" if number is None else str(number)[:40]


def tell_types(types: frozenset[str] | None) -> str:
    """Types in words."""
    return "any" if types is None else " or ".join(sorted(types)) or "none"
