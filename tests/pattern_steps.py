"""How many steps a regular expression takes on a text: a matcher that goes back as Python's does, and counts.

What a clock tells depends on the machine; whether steps grow faster than the text does not.
"""

import re
from collections.abc import Iterator
from re import _constants as op
from re import _parser as parser
from typing import Any

Nodes = Any
_WORD_CATEGORIES = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_NOT_DIGIT: lambda sign: not sign.isdecimal(),
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_NOT_SPACE: lambda sign: not sign.isspace(),
    op.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
    op.CATEGORY_NOT_WORD: lambda sign: not (sign.isalnum() or sign == "_"),
}
_SIGNS = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)


class TooManySteps(Exception):
    """More steps than were worth counting."""


class Matcher:
    """One expression. `count` is the number of steps on the last text; beyond `most` TooManySteps is raised."""

    def __init__(self, pattern: "re.Pattern[Any]", most: int) -> None:
        text = pattern.pattern
        # Bytes are read as the characters of their codes.
        written = text.decode("latin-1") if isinstance(text, bytes) else text
        self.tree: Nodes = parser.parse(written, pattern.flags & ~re.UNICODE)
        self.count = 0
        self._flags = pattern.flags
        self._most = most
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._known: dict[tuple[int, str], bool] = {}

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """What finditer() finds."""
        self._begin(text)
        place, last = 0, -1
        while place <= len(text):
            end = next((end for end in self._match(self.tree, 0, place) if end > place or place != last), None)
            if end is not None:
                yield place, end
            last = place if end is None else end
            place = place + 1 if end is None or end == place else end

    def search_all(self, text: str) -> int:
        """Steps of finditer()."""
        for _ in self.spans(text):
            pass
        return self.count

    def match(self, text: str) -> int:
        """Steps of fullmatch(): of all ways the first that takes the whole text."""
        self._begin(text)
        any(end == len(text) for end in self._match(self.tree, 0, 0))
        return self.count

    def _begin(self, text: str) -> None:
        self._text, self.count = text, 0
        self._groups.clear()

    def _step(self) -> None:
        self.count += 1
        if self.count > self._most:
            raise TooManySteps

    def _match(self, nodes: Nodes, index: int, place: int) -> Iterator[int]:
        while index < len(nodes) and nodes[index][0] in _SIGNS:
            self._step()
            if place == len(self._text) or not self._takes(*nodes[index], self._text[place]):
                return
            index, place = index + 1, place + 1
        if index == len(nodes):
            yield place
            return
        kind, argument = nodes[index]
        for end in self._match_node(kind, argument, place):
            yield from self._match(nodes, index + 1, end)

    def _match_node(self, kind: Any, argument: Any, place: int) -> Iterator[int]:
        self._step()
        if kind is op.BRANCH:
            for alternative in argument[1]:
                yield from self._match(alternative, 0, place)
        elif kind is op.SUBPATTERN:
            for end in self._match(argument[3], 0, place):
                if argument[0] is not None:
                    self._groups[argument[0]] = (place, end)
                yield end
        elif kind is op.ATOMIC_GROUP:
            yield from self._first(argument, place)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield from self._repeat(kind, argument, place)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            direction, nodes = argument
            begin = place if direction > 0 else place - nodes.getwidth()[0]
            found = begin >= 0 and any(True for _ in self._first(nodes, begin))
            if found == (kind is op.ASSERT):
                yield place
        elif kind is op.AT:
            if self._is_at(argument, place):
                yield place
        elif kind is op.GROUPREF:
            begin, end = self._groups.get(argument, (0, -1))
            if end >= 0 and self._text.startswith(self._text[begin:end], place):
                yield place + end - begin
        else:
            raise NotImplementedError(str(kind))

    def _first(self, nodes: Nodes, place: int) -> Iterator[int]:
        for end in self._match(nodes, 0, place):
            yield end
            return

    def _repeat(self, kind: Any, argument: Any, place: int) -> Iterator[int]:
        least, most, body = argument
        if kind is op.POSSESSIVE_REPEAT:
            yield from self._possess(least, most, body, place)
        elif len(body) == 1 and body[0][0] in _SIGNS:
            yield from self._repeat_sign(kind, least, most, body[0], place)
        else:
            yield from self._repeat_nodes(kind, least, most, body, place, 0)

    def _repeat_sign(self, kind: Any, least: int, most: int, sign: Any, place: int) -> Iterator[int]:
        end = place
        lazy = kind is op.MIN_REPEAT
        while True:
            if lazy and end - place >= least:
                yield end
            if end - place >= most or end >= len(self._text):
                break
            self._step()
            if not self._takes(*sign, self._text[end]):
                break
            end += 1
        while not lazy and end - place >= least:
            self._step()
            yield end
            end -= 1

    def _repeat_nodes(self, kind: Any, least: int, most: int, body: Nodes, place: int, done: int) -> Iterator[int]:
        if kind is op.MIN_REPEAT and done >= least:
            yield place
        if done < most:
            for end in self._match(body, 0, place):
                if end > place or done < least:
                    yield from self._repeat_nodes(kind, least, most, body, end, done + 1)
        if kind is op.MAX_REPEAT and done >= least:
            yield place

    def _possess(self, least: int, most: int, body: Nodes, place: int) -> Iterator[int]:
        done = 0
        while done < most:
            end = next(self._match(body, 0, place), None)
            if end is None or end == place:
                break
            place, done = end, done + 1
        if done >= least:
            yield place

    def _takes(self, kind: Any, argument: Any, sign: str) -> bool:
        if kind is op.ANY:
            return sign != "\n" or bool(self._flags & re.DOTALL)
        if kind is op.IN:
            known = self._known.get((id(argument), sign))
            if known is None:
                known = self._known[id(argument), sign] = takes_sign(argument, sign, self._flags)
            return known
        return (_same(argument, sign, self._flags)) == (kind is op.LITERAL)

    def _is_at(self, where: Any, place: int) -> bool:
        text, many = self._text, bool(self._flags & re.MULTILINE)
        if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return place == 0 or (many and where is op.AT_BEGINNING and text[place - 1] == "\n")
        if where in (op.AT_END, op.AT_END_STRING):
            rest = len(text) - place
            last = where is op.AT_END and (rest == 1 or many) and text.startswith("\n", place)
            return rest == 0 or last
        before = place > 0 and _is_word(text[place - 1])
        after = place < len(text) and _is_word(text[place])
        return (before != after) == (where is op.AT_BOUNDARY)


def takes_sign(items: Any, sign: str, flags: int) -> bool:
    """Whether a set of characters holds this one."""
    negated = items[0][0] is op.NEGATE
    return any(_holds(kind, argument, sign, flags) for kind, argument in items[negated:]) != negated


def _holds(kind: Any, argument: Any, sign: str, flags: int) -> bool:
    if kind is op.RANGE:
        spellings = {sign, sign.lower(), sign.upper()} if flags & re.IGNORECASE else {sign}
        return any(len(one) == 1 and argument[0] <= ord(one) <= argument[1] for one in spellings)
    if kind is op.CATEGORY:
        return bool(_WORD_CATEGORIES[argument](sign))
    return _same(argument, sign, flags)


def _same(code: int, sign: str, flags: int) -> bool:
    return chr(code) == sign or bool(flags & re.IGNORECASE and chr(code).lower() == sign.lower())


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
