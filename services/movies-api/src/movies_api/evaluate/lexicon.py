"""Sub-sentiments of a film read off its words and genres alone: what is known of a film nobody analysed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from movies_api.folding import fold, words_of
from movies_api.suggestions.rules import Film

# The formula of the offline curation: a hit among the keywords counts whole, one in title or description less.
IN_KEYWORDS, IN_TEXT = 1.0, 0.6
HIGHEST, PER_HIT, PER_GENRE = 0.95, 0.35, 0.40
LEAST, MOST = 0.30, 10
Vocabulary = Sequence[tuple[str, int, list[str], list[str]]]


def spoken(texts: Iterable[str]) -> str:
    """Folded words, each text between bars, so that only whole words of one text are found."""
    return "|".join(f" {' '.join(words_of(text))} " for text in texts)


def relevance(terms: Iterable[str], keywords: str, text: str, linked: bool) -> float:
    """How much of a sub-sentiment the words of a film tell, 0 to 0.95."""
    silent = 1 - PER_GENRE * linked
    for term in terms:
        if term in keywords:
            silent *= 1 - PER_HIT * IN_KEYWORDS
        elif term in text:
            silent *= 1 - PER_HIT * IN_TEXT
    return HIGHEST * (1 - silent)


def read_off(
    films: Iterable[Film], texts: Mapping[str, tuple[list[str], str]], vocabulary: Vocabulary
) -> dict[str, Film]:
    """Film id → the film with the sub-sentiments its words tell, in place of those it has."""
    known = [
        (name, main, sorted({spoken([word]) for word in [name, *words] if words_of(word)}), frozenset(genres))
        for name, main, words, genres in vocabulary
    ]
    return {film.id: replace(film, sentiments=_sentiments(film, *texts[film.id], known)) for film in films}


def _sentiments(
    film: Film, words: list[str], text: str, known: list[tuple[str, int, list[str], frozenset[str]]]
) -> tuple[tuple[str, str, int, float | None], ...]:
    keywords, told = spoken(words), spoken([text])
    found = [
        (relevance(terms, keywords, told, bool(genres & film.genres)), name, main)
        for name, main, terms, genres in known
    ]
    strongest = sorted((one for one in found if one[0] >= LEAST), key=lambda one: (-one[0], one[1]))[:MOST]
    return tuple((fold(name), name, main, strength) for strength, name, main in strongest)
