"""Marks found in folded text, carried over to the text people read."""

import re
from html import escape, unescape

from blog_api.search.queries import START, STOP
from suite.text.folding import fold_with_places
from suite.text.marks import normalize

WINDOW = 110
MOST_FRAGMENTS = 2
_LONGER_OR_SHORTER = re.compile("[ßẞæÆœŒþÞ\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]")
OPEN, CLOSE = "<mark>", "</mark>"

Spans = list[tuple[int, int]]


def mark_all(text: str, marked: str) -> str:
    """The whole text as HTML with every match marked."""
    original, spans = align(text, marked)
    return render(original, spans, 0, len(original))


def fragments(text: str, marked: str) -> list[str]:
    """At most two pieces of the text as HTML around its first matches; none without a match."""
    original, spans = align(text, marked)
    pieces: list[str] = []
    reached = -1
    for start, stop in spans:
        if start < reached:
            continue
        low, high = window(original, start, stop)
        reached = high
        head, tail = "… " if low else "", " …" if high < len(original) else ""
        pieces.append(head + render(original, spans, low, high).strip() + tail)
        if len(pieces) == MOST_FRAGMENTS:
            break
    return pieces


def align(text: str, marked: str) -> tuple[str, Spans]:
    """The text, and where its matches are. Folding keeps the length of all but a few letters (ß is ss).

    Where the two cannot be brought together, the folded text itself is what gets shown.
    """
    original = normalize("NFKC", text)
    plain, spans = read_marks(marked)
    if len(original) == len(plain) and not _LONGER_OR_SHORTER.search(original):
        return original, spans
    folded, places = fold_with_places(text)
    if folded != plain:
        return plain, spans
    return text, [(places[start], places[stop]) for start, stop in spans]


def read_marks(marked: str) -> tuple[str, Spans]:
    """The text without marks, and where they were."""
    spans: Spans = []
    plain: list[str] = []
    length = start = 0
    for character in marked:
        if character == START:
            start = length
        elif character == STOP:
            spans.append((start, length))
        else:
            plain.append(character)
            length += 1
    return "".join(plain), spans


def window(text: str, start: int, stop: int) -> tuple[int, int]:
    """A stretch around a match that begins and ends between words."""
    low, high = max(0, start - WINDOW), min(len(text), stop + WINDOW)
    if low:
        low = text.find(" ", low, start) + 1 or start
    if high < len(text):
        high = max(text.rfind(" ", stop, high), stop)
    return low, high


def render(text: str, spans: Spans, low: int, high: int) -> str:
    """HTML of a stretch; texts are escaped once, whatever entities they came with."""
    out: list[str] = []
    position = low
    for start, stop in spans:
        if start < low or stop > high:
            continue
        out += [safe(text[position:start]), OPEN, safe(text[start:stop]), CLOSE]
        position = stop
    out.append(safe(text[position:high]))
    return "".join(out)


def safe(text: str) -> str:
    """Escaped text; entities of the stored HTML are not escaped twice."""
    return escape(unescape(text), quote=False)
