"""What of a text matches, as HTML: places are found in the folded text and hold in the text people read."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any

from documentation_api.markdown.folding import compose, fold_text, fold_text_with_places, is_unspaced, restore_endings
from documentation_api.markdown.search_text import SearchText

SNIPPET = 240
BEFORE = 60
# A text is looked through piece by piece until one place shows every word.
PIECE = 2_000
OPEN, CLOSE = "<mark>", "</mark>"
SHORTEST_STEM, SHORTEST_BEGINNING = 3, 2
Spans = list[tuple[int, int]]


# Words that say nothing by themselves, folded.
_WORDS_ALONE = """
a an and are as at be by can do does for from has have how i if in into is it its me my no not of on or our so than
that the their then there these this those to was we what when where which who why will with you your
ao aos as com como da das de do dos e em entre essa esse esta este eu foi ha isso isto ja la mais mas me na nao nas nem
no nos num numa o os ou para pela pelas pelo pelos por qual quando que quem se sem ser seu sua sao so sob sobre tem um
uma umas uns
"""
UNMARKED = frozenset(_WORDS_ALONE.split())


class Highlighter:
    """Finds the words of one search: as beginnings, and where the stem is the same."""

    def __init__(self, search: SearchText) -> None:
        given = dict.fromkeys(search.marked)
        # `of` is asked for only by who asks for nothing else.
        self._words = tuple(word for word in given if word not in UNMARKED) or tuple(given)
        self._stems = {stem: word for word in self._words for stem in stems_of(word) if len(stem) >= SHORTEST_STEM}
        beginnings = sorted({*self._words, *self._stems}, key=len, reverse=True)
        unspaced = "|".join(re.escape(word) for word in beginnings if is_unspaced(word))
        anyone = "|".join(re.escape(word) for word in beginnings if not is_unspaced(word))
        ways = ([unspaced] if unspaced else []) + ([rf"(?<![^\W_])(?:{anyone})[^\W_]*"] if anyone else [])
        self._pattern = re.compile("|".join(ways)) if ways else None
        self._meanings: dict[str, str] = {}

    def spans(self, text: str) -> Spans:
        """Where the words are in a composed text."""
        if self._pattern is None:
            return []
        folded, places = fold_text_with_places(text)
        found = [match.span() for match in self._pattern.finditer(folded) if self._meant_by(match.group())]
        # A letter that is two when folded (æ) is marked whole.
        return [(places[start], max(places[end], places[end - 1] + 1)) for start, end in found]

    def mark(self, text: str) -> str:
        """The whole text as HTML with every match marked."""
        text = compose(text)
        return render(text, self.spans(text))

    def snippet(self, text: str, otherwise: str) -> str:
        """At most 240 characters around the place with the most words; the beginning of `otherwise` without any."""
        start = self._best_start(text)
        return self.mark(clip(otherwise, 0) if start is None else clip(text, max(0, start - BEFORE)))

    def _best_start(self, text: str) -> int | None:
        """Where the place with the most different words begins, of equals that with the most words, then the first."""
        if self._pattern is None:
            return None
        best, best_start = (0, 0), 0
        for begin in range(0, len(text), PIECE):
            # A letter that is two when folded moves the place by one, which the words before it bear.
            folded = fold_text(text[begin : begin + PIECE + SNIPPET])
            count, start = best_place([
                (found.start(), word)
                for found in self._pattern.finditer(folded)
                if (word := self._meant_by(found.group()))
            ])  # fmt: skip
            if count > best:
                best, best_start = count, begin + start
            if best[0] == len(self._words):
                break
        return best_start if best[0] else None

    def _meant_by(self, word: str) -> str:
        """The wanted word that a word of the text is, or begins with, or shares its stem with; empty for none."""
        meant = self._meanings.get(word)
        if meant is None:
            meant = self._meanings[word] = self._find_meaning(word)
        return meant

    def _find_meaning(self, word: str) -> str:
        for wanted in self._words:
            if word == wanted or (word.startswith(wanted) and tells_enough(wanted)):
                return wanted
        shared = self._stems.keys() & set(stems_of(word))
        return self._stems[min(shared)] if shared else ""


def tells_enough(beginning: str) -> bool:
    """Whether words that begin so are marked: with three letters, or one that is a syllable or a word by itself."""
    return len(beginning) > SHORTEST_BEGINNING or beginning > "\u2fff"


@lru_cache(maxsize=8_192)
def stems_of(word: str) -> tuple[str, str]:
    """The stems of a folded word in both languages."""
    portuguese, english = stemmers()
    return fold_text(portuguese.stemWord(restore_endings(word))), english.stemWord(word)


@cache
def stemmers() -> tuple[Any, Any]:
    """Of Portuguese and of English: with the first search, for all languages are loaded with them, 8 MB."""
    import snowballstemmer

    return snowballstemmer.stemmer("portuguese"), snowballstemmer.stemmer("english")


def best_place(found: list[tuple[int, str]]) -> tuple[tuple[int, int], int]:
    """How many different words, and how many words, the best 180 characters hold, and where these begin."""
    best, best_start, end = (0, 0), 0, 0
    for index, (start, _) in enumerate(found):
        while end < len(found) and found[end][0] <= start + SNIPPET - BEFORE:
            end += 1
        count = (len({word for _, word in found[index:end]}), end - index)
        if count > best:
            best, best_start = count, start
    return best, best_start


def clip(text: str, start: int) -> str:
    """At most 240 characters from about `start`, between words, in one line."""
    if start:
        start = text.find(" ", max(0, start), start + BEFORE) + 1 or start
    piece = " ".join(text[start : start + 2 * SNIPPET].split())
    if len(piece) > SNIPPET:
        piece = piece[: SNIPPET - 1]
        piece = piece[: piece.rfind(" ")] if " " in piece else piece
        piece += "…"
    return piece


def render(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """HTML of a text; it is escaped piece by piece, so that marks never split an entity."""
    out: list[str] = []
    position = 0
    for start, stop in spans:
        out += [escape(text[position:start]), OPEN, escape(text[start:stop]), CLOSE]
        position = stop
    return "".join([*out, escape(text[position:])])
