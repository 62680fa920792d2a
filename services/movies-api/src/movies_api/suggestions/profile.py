"""What an intention looks for: the sub-sentiments it weighs, genres, tone, and the catalogue's measures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from suite.text.folding import fold

# Genre words people use for the genres of the catalogue, folded.
GENRE_ALIASES: Mapping[str, str] = {
    "musical": "musica",
    "familiar": "familia",
    "suspense": "thriller",
    "thriller": "suspense",
}
# A film that carries the three most wanted sub-sentiments whole is a full match.
STRONGEST_WEIGHTS = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """A genre phrase: `whole` are its spellings, `first` those of its first word, all folded."""

    whole: frozenset[str]
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Curated:
    """A film editors put under an option: `genres` and names of `sentiments` folded, with relevances."""

    option_id: int
    film_id: str
    genres: list[str]
    sentiments: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Taste:
    """What films have in common: how often each genre, how strongly each sub-sentiment, as vectors of length 1.

    Both are empty without films.
    """

    genres: Mapping[str, float]
    sentiments: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """What films are compared with: `weights` by folded name, `latest_year` and `most_votes` of the catalogue.

    `editors` is what the films have in common that editors curated for the question, `full_match` the sum of the
    STRONGEST_WEIGHTS.
    """

    sentiment_id: int
    intention_type: str
    tone: str
    preferred: tuple[Phrase, ...]
    avoided: tuple[Phrase, ...]
    weights: Mapping[str, float]
    editors: Taste
    latest_year: int | None
    most_votes: int | None
    full_match: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        strongest = sorted(self.weights.values(), reverse=True)[:STRONGEST_WEIGHTS]
        object.__setattr__(self, "full_match", sum(strongest))


@dataclass(frozen=True, slots=True)
class Intention:
    """An intention as stored, beside what belongs to it.

    `expected` are (option id, sub-sentiment name, weight) of its options, `known` all sub-sentiment names, `own` those
    of its sentiment, `curated` the films of its options, `options` the ids of its options.
    """

    id: int
    sentiment_id: int
    intention_type: str
    tone: str
    preferred: list[str]
    avoided: list[str]
    weights: Mapping[str, float]
    known: list[str]
    own: list[str]
    expected: list[tuple[int, str, float]]
    curated: list[Curated]
    options: list[int]
    has_flow: bool
    linked_steps: int
    latest_year: int | None
    most_votes: int | None


def make_profile(intention: Intention, option_id: int | None = None) -> Profile:
    """The profile of one option, or of an intention as a whole.

    Weights are what the option expects, else what all options expect, else those of the intention, else all of its
    sentiment: the order docs/recommendation.md measures. The editors' films are those of the option, else of all.
    """
    own = {fold(name): 1.0 for name in intention.own}
    return Profile(
        sentiment_id=intention.sentiment_id,
        intention_type=intention.intention_type,
        tone=intention.tone,
        preferred=phrases(intention.preferred),
        avoided=phrases(intention.avoided),
        weights=(option_id is not None and expected_weights(intention.expected, option_id))
        or expected_weights(intention.expected)
        or intention_weights(intention)
        or own,
        editors=common_taste([film for film in intention.curated if film.option_id == option_id] or intention.curated),
        latest_year=intention.latest_year,
        most_votes=intention.most_votes,
    )


def expected_weights(expected: Iterable[tuple[int, str, float]], option_id: int | None = None) -> dict[str, float]:
    """Folded name → weight, of one option or summed over all: what several answers ask for counts more."""
    weights: dict[str, float] = {}
    for option, name, weight in expected:
        if option_id in (None, option):
            weights[fold(name)] = weights.get(fold(name), 0.0) + float(weight)
    return {name: weight for name, weight in weights.items() if weight > 0}


def intention_weights(intention: Intention) -> dict[str, float]:
    """Folded name → weight as editors gave it to the intention; names nobody knows do not count."""
    known = {fold(name) for name in intention.known}
    return {fold(name): float(weight) for name, weight in intention.weights.items() if fold(name) in known}


def common_taste(films: Iterable[Curated]) -> Taste:
    """What films have in common; a film with many genres says less about each."""
    genres: dict[str, float] = {}
    sentiments: dict[str, float] = {}
    for film in films:
        for genre in film.genres:
            genres[genre] = genres.get(genre, 0.0) + 1 / len(film.genres)
        for name, relevance in film.sentiments.items():
            sentiments[name] = sentiments.get(name, 0.0) + relevance
    return Taste(unit(genres), unit(sentiments))


def unit(vector: Mapping[str, float]) -> dict[str, float]:
    """A vector brought to length 1, so that comparing it with many films needs its length once."""
    length = sqrt(sum(value * value for value in vector.values()))
    return {name: value / length for name, value in vector.items()} if length else {}


def phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    """Genre phrases as they are compared."""
    return tuple(
        Phrase(spellings(fold(text).strip()), spellings(fold(text).split()[0])) for text in texts if text.strip()
    )


def spellings(text: str) -> frozenset[str]:
    """A folded word and its alias."""
    return frozenset({text, GENRE_ALIASES.get(text, text)})
