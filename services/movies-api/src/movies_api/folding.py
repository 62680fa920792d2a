"""Text as people compare it, the same in Python as fold() in the database."""

import re
import unicodedata
from functools import lru_cache

_PLAIN = str.maketrans("ØøŁłĐđı", "OoLlDdi")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Without accents and case, compatibility forms resolved: `Ação` → `acao`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_PLAIN).lower()


# For words of the catalogue, of which there are few: folding is a third of comparing a film.
folded_word = lru_cache(maxsize=16_384)(fold)


def words_of(text: str) -> list[str]:
    """The folded words of a text, letters and digits only."""
    return _WORD.findall(fold(text))


def slug_of(text: str) -> str:
    """`Feliz / Alegre` → `feliz-alegre`."""
    return "-".join(words_of(text))
