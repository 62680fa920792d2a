"""What an intention looks for: the sub-sentiments it weighs, genres, tone, and the catalogue's measures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from movies_api.folding import fold

# Genre words people use for the genres of the catalogue, folded.
GENRE_ALIASES: Mapping[str, str] = {
    "musical": "musica",
    "familiar": "familia",
    "suspense": "thriller",
    "thriller": "suspense",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A genre phrase: `whole` are its spellings, `first` those of its first word, all folded."""

    whole: frozenset[str]
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What films are compared with: `weights` by folded name, `latest_year` and `most_votes` of the catalogue."""

    sentiment_id: int
    intention_type: str
    tone: str
    preferred: tuple[Phrase, ...]
    avoided: tuple[Phrase, ...]
    weights: Mapping[str, float]
    latest_year: int | None
    most_votes: int | None

    def narrowed(self, expected: Mapping[str, float]) -> "Profile":
        """The profile of one option: only what it expects, with the intention's weights where there are any."""
        if not expected:
            return self
        shared = {name: weight for name, weight in self.weights.items() if name in expected}
        return replace(self, weights=shared or dict(expected))


@dataclass(frozen=True, slots=True)
class Intention:
    """An intention as stored, beside what it may fall back on.

    `expected` are (option id, sub-sentiment name, weight) of its options, `known` all sub-sentiment names, `own` those
    of its sentiment.
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
    has_flow: bool
    linked_steps: int
    latest_year: int | None
    most_votes: int | None


def make_profile(intention: Intention) -> Profile:
    """The profile of an intention: its weights, else what its options expect, else all of its sentiment."""
    known = {fold(name) for name in intention.known}
    weights = {fold(name): float(weight) for name, weight in intention.weights.items() if fold(name) in known}
    return Profile(
        sentiment_id=intention.sentiment_id,
        intention_type=intention.intention_type,
        tone=intention.tone,
        preferred=phrases(intention.preferred),
        avoided=phrases(intention.avoided),
        weights=weights or expected_weights(intention.expected) or {fold(name): 1.0 for name in intention.own},
        latest_year=intention.latest_year,
        most_votes=intention.most_votes,
    )


def expected_weights(expected: Iterable[tuple[int, str, float]], option_id: int | None = None) -> dict[str, float]:
    """Folded name → highest weight, of one option or of all."""
    weights: dict[str, float] = {}
    for option, name, weight in expected:
        if option_id in (None, option):
            weights[fold(name)] = max(weights.get(fold(name), 0.0), float(weight))
    return weights


def phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    """Genre phrases as they are compared."""
    return tuple(
        Phrase(spellings(fold(text).strip()), spellings(fold(text).split()[0])) for text in texts if text.strip()
    )


def spellings(text: str) -> frozenset[str]:
    """A folded word and its alias."""
    return frozenset({text, GENRE_ALIASES.get(text, text)})
