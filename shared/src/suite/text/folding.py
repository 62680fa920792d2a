"""Text as people compare it: without accents, case and forms of writing.

`Ação` is `acao`, `Straße` and `STRASSE` are `strasse`, `Œuvre` is `oeuvre`, full-width `Ａｂｃ` is `abc`. Marks that
make another letter in their script (が is not か) stay.
"""

import re
import unicodedata
from functools import lru_cache

from suite.text.marks import normalize

# Letters of their own that decompose into nothing, yet are typed as these by who has no key for them.
_PLAIN = str.maketrans(
    {
        **{"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n"},
        **{"ı": "i", "ĸ": "k", "ſ": "s", "ß": "ss", "ƒ": "f"},
    }
)
# Combining marks of Latin, Greek and Cyrillic; those of other scripts change the word.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]")
_WORD = re.compile(r"[^\W_]+")
# Letters that nothing follows which might join on to them.
_PLAIN_RUN = re.compile(r"[\x00-\x7f]+(?=[\x00-\x7f]|\Z)")


def fold(text: str) -> str:
    """The text for comparison; not always as long as it was (fold_with_places knows where it came from)."""
    if text.isascii():
        return text.lower()
    decomposed = normalize("NFKD", text.translate(_PLAIN).casefold())
    plain = _ACCENTS.sub("", decomposed).translate(_PLAIN).casefold()
    return normalize("NFKC", plain)


def plain_letters(folded: str) -> str:
    """Lower-case text with the letters that have no accent to lose as they are typed: æ as ae, ø as o."""
    return folded if folded.isascii() else folded.translate(_PLAIN)


@lru_cache(maxsize=16_384)
def fold_character(character: str) -> str:
    """One character and the marks on it, folded."""
    return fold(character)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` it came from; one more: the end."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    parts: list[str] = []
    places: list[int] = []
    place = 0
    while place < len(text):
        if run := _PLAIN_RUN.match(text, place):
            parts.append(run[0].lower())
            places.extend(range(place, run.end()))
            place = run.end()
            continue
        end = place + 1
        while end < len(text) and joins_on(text[end]):
            end += 1
        # A vowel with a hundred marks is no word; looking it up again costs less than keeping it.
        part = fold_character(text[place:end]) if end - place < 4 else fold(text[place:end])
        parts.append(part)
        places.extend([place] * len(part))
        place = end
    places.append(len(text))
    return "".join(parts), places


def joins_on(character: str) -> bool:
    """Whether a character belongs to the one before it: marks, the voicing of half-width kana, parts of a syllable."""
    return unicodedata.combining(character) != 0 or character in "\uff9e\uff9f" or "\u1160" <= character <= "\u11ff"


def words_of(text: str) -> list[str]:
    """The folded words of a text, letters and digits only."""
    return _WORD.findall(fold(text))
