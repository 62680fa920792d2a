"""What of a text matches, as HTML: places are found in the folded text and hold in the text people read."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

import snowballstemmer

from documentation_api.markdown.folding import compose, is_unspaced, restore_endings
from documentation_api.markdown.search_text import SearchText
from suite.text.folding import fold, fold_with_places

SNIPPET = 240
BEFORE = 60
OPEN, CLOSE = "<mark>", "</mark>"
SHORTEST_STEM = 3
_PORTUGUESE, _ENGLISH = (snowballstemmer.stemmer(language) for language in ("portuguese", "english"))
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
        given = dict.fromkeys(search.words)
        # `of` is asked for only by who asks for nothing else.
        self._words = tuple(word for word in given if word not in UNMARKED) or tuple(given)
        self._stems = {stem for word in self._words for stem in stems_of(word) if len(stem) >= SHORTEST_STEM}
        beginnings = sorted({*self._words, *self._stems}, key=len, reverse=True)
        unspaced = "|".join(re.escape(word) for word in beginnings if is_unspaced(word))
        anyone = "|".join(re.escape(word) for word in beginnings if not is_unspaced(word))
        ways = ([unspaced] if unspaced else []) + ([rf"(?<![^\W_])(?:{anyone})[^\W_]*"] if anyone else [])
        self._pattern = re.compile("|".join(ways)) if ways else None

    def spans(self, text: str) -> Spans:
        """Where the words are in a composed text."""
        if self._pattern is None:
            return []
        folded, places = fold_with_places(text)
        found = [match.span() for match in self._pattern.finditer(folded) if self._is_meant(match.group())]
        # A letter that is two when folded (æ) is marked whole.
        return [(places[start], max(places[end], places[end - 1] + 1)) for start, end in found]

    def mark(self, text: str) -> str:
        """The whole text as HTML with every match marked."""
        text = compose(text)
        return render(text, self.spans(text))

    def snippet(self, text: str, otherwise: str) -> str:
        """At most 240 characters around the place with the most matches; the beginning of `otherwise` without any."""
        text = compose(text)
        spans = self.spans(text)
        if not spans:
            return render(clip(otherwise, 0), self.spans(clip(otherwise, 0)))
        start = best_start(spans)
        piece = clip(text, max(0, start - BEFORE))
        return render(piece, self.spans(piece))

    def _is_meant(self, word: str) -> bool:
        if any(word == wanted or (len(wanted) > 2 and word.startswith(wanted)) for wanted in self._words):
            return True
        return any(stem in self._stems for stem in stems_of(word))


@lru_cache(maxsize=8_192)
def stems_of(word: str) -> tuple[str, str]:
    """The stems of a folded word in both languages."""
    return fold(_PORTUGUESE.stemWord(restore_endings(word))), _ENGLISH.stemWord(word)


def best_start(spans: Spans) -> int:
    """The match from which on a snippet shows the most matches, the first one of equals."""
    best, best_count, end = spans[0][0], 0, 0
    for index, (start, _) in enumerate(spans):
        while end < len(spans) and spans[end][1] <= start + SNIPPET - BEFORE:
            end += 1
        if end - index > best_count:
            best, best_count = start, end - index
    return best


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
