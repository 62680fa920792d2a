"""How much of each sub-sentiment the words and genres of a film speak of."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import prod

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import LONGEST_EXPLANATION, MOST_MATCHES, Judgement, Match
from movies_api.curation.lexicon.terms import ENGLISH, PORTUGUESE, FilmWords, LexiconTerm, terms_of
from movies_api.curation.vocabulary import SubSentiment, Vocabulary, genre_key
from movies_api.intake.seed.content import read_seed

IN_KEYWORDS, IN_TEXT = 1.0, 0.6
OF_GENRE, OF_TERM, CEILING = Decimal("0.40"), Decimal("0.35"), Decimal("0.95")
LEAST_RELEVANCE = 0.30
ONE = Decimal(1)


def judge(film: FilmFacts, candidates: Sequence[SubSentiment], vocabulary: Vocabulary) -> Judgement:
    """At most ten sub-sentiments, the strongest first."""
    words = words_of_film(film)
    rated = [match for sub in candidates if (match := rate(film, words, sub, vocabulary))]
    ordered = sorted(rated, key=lambda match: (-match.relevance, match.sub_id))
    return Judgement(tuple(ordered[:MOST_MATCHES]))


def rate(film: FilmFacts, words: FilmWords, sub: SubSentiment, vocabulary: Vocabulary) -> Match | None:
    """The film's match with a sub-sentiment, None when it is too weak."""
    found: dict[str, tuple[str, float]] = {}
    for term in terms(sub.name, sub.keywords):
        weight = words.weight(term, IN_KEYWORDS, IN_TEXT)
        if weight > found.get(term.key, ("", 0.0))[1]:
            found[term.key] = (term.text, weight)
    linked = [name for name in film.genres if sub.id in vocabulary.genres.get(genre_key(name), ())]
    relevance = relevance_of([weight for _, weight in found.values()], by_genre=bool(linked))
    if relevance < LEAST_RELEVANCE:
        return None
    return Match(sub.id, sub.name, relevance, explanation([text for text, _ in found.values()], linked))


def relevance_of(weights: Sequence[float], *, by_genre: bool) -> float:
    """0.95·(1 − (1 − 0.40·g)·Π(1 − 0.35·w)), 3 decimals."""
    missed = (1 - OF_GENRE * by_genre) * prod((1 - OF_TERM * Decimal(str(weight)) for weight in weights), start=ONE)
    return float((CEILING * (1 - missed)).quantize(Decimal("0.001"), ROUND_HALF_UP))


def explanation(found: Sequence[str], genres: Sequence[str]) -> str:
    """The words and genres that speak for it."""
    parts = []
    if found:
        parts.append(f"Termos: {', '.join(sorted(found))}.")
    if genres:
        parts.append(f"Gênero: {', '.join(genres)}.")
    return " ".join(parts)[:LONGEST_EXPLANATION]


def words_of_film(film: FilmFacts) -> FilmWords:
    """What is searched for terms."""
    texts = [film.title, film.original_title, film.description]
    return FilmWords(film.keywords, [text for text in texts if text])


@cache
def terms(name: str, keywords: tuple[str, ...]) -> tuple[LexiconTerm, ...]:
    """The terms of a sub-sentiment: its keywords and those shipped for its name."""
    shipped = read_seed("lexicon")["subSentiments"].get(name, {"pt": [], "en": []})
    return terms_of(PORTUGUESE, [*keywords, *shipped["pt"]]) + terms_of(ENGLISH, shipped["en"])
