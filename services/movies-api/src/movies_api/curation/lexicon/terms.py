"""Words of two languages, compared by their stems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from suite.text.folding import words_of

PORTUGUESE, ENGLISH = "portuguese", "english"
LANGUAGES = (PORTUGUESE, ENGLISH)
_BREAK = " | "


@cache
def stemmer_of(language: str) -> Any:
    """The stemmer of a language; its package takes 5 MB, and no request to the service stems a word."""
    import snowballstemmer

    return snowballstemmer.stemmer(language)


@lru_cache(maxsize=50_000)
def stem(language: str, word: str) -> str:
    """The stem of a folded word. Stemming costs 20 µs a word; a catalogue has few different ones."""
    return str(stemmer_of(language).stemWord(word))


def spoken(language: str, texts: Iterable[str]) -> str:
    """Stems with a blank around each, texts kept apart, so that only whole words of one text are found."""
    lines = (" ".join(stem(language, word) for word in words_of(text)) for text in texts)
    return f" {_BREAK.join(lines)} "


@dataclass(frozen=True)
class LexiconTerm:
    """A word or a few in one language; `key` are its stems."""

    text: str
    language: str
    key: str


def terms_of(language: str, texts: Sequence[str]) -> tuple[LexiconTerm, ...]:
    """The terms that have letters."""
    keyed = ((text, spoken(language, [text])) for text in texts)
    return tuple(LexiconTerm(text, language, key) for text, key in keyed if key.strip())


class FilmWords:
    """The words of a film: its keywords, and its title and description."""

    def __init__(self, keywords: Sequence[str], texts: Sequence[str]) -> None:
        self._keywords = {language: spoken(language, keywords) for language in LANGUAGES}
        self._texts = {language: spoken(language, texts) for language in LANGUAGES}

    def weight(self, term: LexiconTerm, of_keyword: float, of_text: float) -> float:
        """`of_keyword` for a term among the keywords, `of_text` for one in the texts, 0 for none."""
        if term.key in self._keywords[term.language]:
            return of_keyword
        return of_text if term.key in self._texts[term.language] else 0.0
