"""Whether one regular expression matches all that another does, where that shows in their form.

What cannot be told by form counts as not: `^[a-z]+$` within `^[a-zA-Z]*$` is seen, an intersection of two is not.
"""

import warnings
from functools import lru_cache
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from re import error as RegexError
from typing import Any

MOST_PARTS, MOST_STEPS = 200, 10_000
_LAST = 0x10FFFF
Ranges = list[tuple[int, int]]
_ANCHORS = {names.AT_BEGINNING, names.AT_BEGINNING_STRING, names.AT_END, names.AT_END_STRING}
_CATEGORIES: dict[Any, Ranges] = {
    names.CATEGORY_DIGIT: [(48, 57)],
    names.CATEGORY_WORD: [(48, 57), (65, 90), (95, 95), (97, 122)],
    names.CATEGORY_SPACE: [(9, 13), (32, 32), (160, 160), (0x2028, 0x2029), (0xFEFF, 0xFEFF)],
}
_OPPOSITES = {
    names.CATEGORY_NOT_DIGIT: names.CATEGORY_DIGIT,
    names.CATEGORY_NOT_WORD: names.CATEGORY_WORD,
    names.CATEGORY_NOT_SPACE: names.CATEGORY_SPACE,
}


@lru_cache(maxsize=512)
def matches_all_of(wide: str, narrow: str) -> bool:
    """Whether every text that `narrow` matches is one that `wide` matches; False when it does not show."""
    if wide == narrow:
        return True
    try:
        first, second = parsed(wide), parsed(narrow)
    except (RegexError, RecursionError, OverflowError, ValueError):
        return False
    if first is None or second is None:
        return False
    try:
        return _Containment().sequence_covers(_unanchored(first, second), second)
    except RecursionError:
        return False


def parsed(pattern: str) -> list[Any] | None:
    """The parts of a pattern; None for one that is too long to look into."""
    if len(pattern) > MOST_PARTS:
        return None
    with warnings.catch_warnings():
        # What a later Python may read otherwise ("possible set union") concerns the author of the pattern only.
        warnings.simplefilter("ignore", FutureWarning)
        return list(parser.parse(pattern))


def _unanchored(wide: list[Any], narrow: list[Any]) -> list[Any]:
    """Where the wide one is open at an end, whatever the narrow one has there may stand."""
    anything = (names.MAX_REPEAT, (0, names.MAXREPEAT, [(names.ANY, None)]))
    begun, ended = bool(wide) and _is(wide[0], True), bool(wide) and _is(wide[-1], False)
    narrow_begun, narrow_ended = bool(narrow) and _is(narrow[0], True), bool(narrow) and _is(narrow[-1], False)
    if not begun:
        wide = [(names.AT, names.AT_BEGINNING), anything, *wide] if narrow_begun else wide
    if not ended:
        wide = [*wide, anything, (names.AT, names.AT_END)] if narrow_ended else wide
    return wide


def _is(part: Any, beginning: bool) -> bool:
    here = (names.AT_BEGINNING, names.AT_BEGINNING_STRING) if beginning else (names.AT_END, names.AT_END_STRING)
    return bool(part[0] == names.AT and part[1] in here)


class _Containment:
    """One comparison; where it would take more than MOST_STEPS, nothing shows."""

    def __init__(self) -> None:
        self._steps = 0

    def sequence_covers(self, wide: list[Any], narrow: list[Any]) -> bool:
        """Part by part; a part of the wide one may stand for none or for several of the narrow one."""
        known: dict[tuple[int, int], bool] = {}
        self._steps += 1
        if self._steps > MOST_STEPS:
            return False

        def fits(i: int, j: int) -> bool:
            if (i, j) not in known:
                known[i, j] = _fits_here(i, j)
            return known[i, j]

        def _fits_here(i: int, j: int) -> bool:
            if i == len(wide):
                return j == len(narrow)
            if _may_be_empty(wide[i]) and fits(i + 1, j):
                return True
            if j == len(narrow):
                return False
            if self.part_covers(wide[i], narrow[j]) and fits(i + 1, j + 1):
                return True
            # One repeated part, without an end to its count, takes in what is made of the same.
            endless = wide[i][0] in (names.MAX_REPEAT, names.MIN_REPEAT) and wide[i][1][1] == names.MAXREPEAT
            return bool(endless and wide[i][1][0] <= 1 and self.part_covers(wide[i], narrow[j]) and fits(i, j + 1))

        return fits(0, 0)

    def part_covers(self, wide: Any, narrow: Any) -> bool:
        """Whether one part matches all that another does."""
        if wide[0] == names.SUBPATTERN:
            return self.sequence_covers(list(wide[1][-1]), _inner(narrow))
        if narrow[0] == names.SUBPATTERN:
            return self.sequence_covers([wide], _inner(narrow))
        if wide[0] == names.BRANCH:
            ways = [list(way) for way in narrow[1][1]] if narrow[0] == names.BRANCH else [[narrow]]
            return all(any(self.sequence_covers(list(way), one) for way in wide[1][1]) for one in ways)
        if narrow[0] == names.BRANCH:
            return all(self.sequence_covers([wide], list(way)) for way in narrow[1][1])
        if wide[0] in (names.MAX_REPEAT, names.MIN_REPEAT):
            return self._repeat_covers(wide[1], narrow)
        if wide[0] == names.AT or narrow[0] == names.AT:
            same = wide[0] == narrow[0] and wide[1] in _ANCHORS and _is(wide, True) == _is(narrow, True)
            return bool(same and narrow[1] in _ANCHORS)
        first, second = ranges_of(wide), ranges_of(narrow)
        return first is not None and second is not None and ranges_cover(first, second)

    def _repeat_covers(self, repeat: Any, narrow: Any) -> bool:
        least, most, inner = repeat
        if narrow[0] in (names.MAX_REPEAT, names.MIN_REPEAT):
            other_least, other_most, other = narrow[1]
            return least <= other_least and other_most <= most and self.sequence_covers(list(inner), list(other))
        return least <= 1 <= most and self.sequence_covers(list(inner), [narrow])


def _inner(part: Any) -> list[Any]:
    return list(part[1][-1]) if part[0] == names.SUBPATTERN else [part]


def _may_be_empty(part: Any) -> bool:
    return part[0] in (names.MAX_REPEAT, names.MIN_REPEAT) and part[1][0] == 0


def ranges_of(part: Any) -> Ranges | None:
    """The characters a part stands for; None when it is more than one character."""
    kind, value = part
    if kind == names.LITERAL:
        return [(value, value)]
    if kind == names.NOT_LITERAL:
        return inverted([(value, value)])
    if kind == names.ANY:
        return [(0, _LAST)]
    if kind == names.IN:
        return _class_ranges(value)
    return None


def _class_ranges(parts: Any) -> Ranges | None:
    found: Ranges = []
    negated = False
    for kind, value in parts:
        if kind == names.NEGATE:
            negated = True
        elif kind == names.LITERAL:
            found.append((value, value))
        elif kind == names.RANGE:
            found.append(value)
        elif kind == names.CATEGORY and value in _CATEGORIES:
            found += _CATEGORIES[value]
        elif kind == names.CATEGORY and value in _OPPOSITES:
            found += inverted(_CATEGORIES[_OPPOSITES[value]])
        else:
            return None
    return inverted(found) if negated else found


def merged(ranges: Ranges) -> Ranges:
    """In order, without overlaps or gaps of nothing."""
    done: Ranges = []
    for low, high in sorted(ranges):
        if done and low <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(done[-1][1], high))
        else:
            done.append((low, high))
    return done


def inverted(ranges: Ranges) -> Ranges:
    """All other characters."""
    found: Ranges = []
    start = 0
    for low, high in merged(ranges):
        if start < low:
            found.append((start, low - 1))
        start = high + 1
    return [*found, (start, _LAST)] if start <= _LAST else found


def ranges_cover(wide: Ranges, narrow: Ranges) -> bool:
    """Whether each character of `narrow` is one of `wide`."""
    outer = merged(wide)
    return all(any(low <= one and other <= high for low, high in outer) for one, other in merged(narrow))
