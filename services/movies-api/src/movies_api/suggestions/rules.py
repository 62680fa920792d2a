"""How well a film fits a feeling and an intention: components between 0 and 1, and their weighted sum."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log10, sqrt

from movies_api.rules import ADJUSTMENTS
from movies_api.suggestions.profile import Phrase, Profile, Taste

# Found on the development films of docs/recommendation.md, which says what each is worth.
WEIGHTS = {
    "emotionMatch": 0.55,
    "curatorMatch": 0.15,
    "intentionFit": 0.10,
    "quality": 0.10,
    "availability": 0.05,
    "novelty": 0.05,
}
UNKNOWN = 0.5
STRONGEST_WEIGHTS = 3
FULL_ADJUSTMENT = 0.6
# Sentiment → the sentiments a contrasting or progressive film may lead to.
SHIFT_TARGETS = {13: {15, 17}, 14: {13, 17}, 15: {16, 17}, 16: {13, 15}, 17: {13, 15}, 18: {13, 17}}
# A film with few votes is drawn to the usual rating.
USUAL_RATING, USUAL_VOTES, UNRATED = 6.5, 500, 6.0
WORST_RATING, RATING_SPAN = 4.0, 5.0
FIRST_YEAR = 1980
INCLUDED, FREE = "INCLUDED_WITH_SUBSCRIPTION", "FREE_WITH_ADS"
BOUGHT = ("RENTAL", "PURCHASE")
MOST_MATCHED = 5


@dataclass(frozen=True, slots=True)
class Film:
    """A film as it is compared; words are folded.

    `sentiments` are (folded name, name, main sentiment id, relevance or None), `platforms` (platform id, access type,
    show filter), `ratings` the known ones on a scale of 10, `curated` its best stored score under the question.
    `strengths` maps a folded name to its highest relevance; an unknown one counts half.
    """

    id: str
    genres: frozenset[str]
    keywords: frozenset[str]
    director: str | None
    year: int | None
    ratings: tuple[float, ...]
    votes: int | None
    entry_type: str | None
    sentiments: tuple[tuple[str, str, int, float | None], ...]
    platforms: tuple[tuple[int, str, str], ...]
    curated: float | None
    strengths: Mapping[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        best: dict[str, float] = {}
        for name, _, _, relevance in self.sentiments:
            best[name] = max(best.get(name, 0.0), UNKNOWN if relevance is None else relevance)
        object.__setattr__(self, "strengths", best)


@dataclass(frozen=True, slots=True)
class Scored:
    """A film with its score (0 to 10) and the components it is made of."""

    film: Film
    score: float
    explain: dict[str, float]


def score_film(film: Film, profile: Profile, requested: frozenset[int] | None = None) -> Scored:
    """The score of a film; `requested` are platform ids, None when none are asked for."""
    return weigh(
        film,
        WEIGHTS,
        {
            "emotionMatch": emotion_match(film, profile),
            "curatorMatch": curator_match(film, profile.editors),
            "intentionFit": intention_fit(film, profile),
            "quality": quality(film),
            "availability": availability(film, requested),
            "novelty": novelty(film, profile),
        },
    )


def weigh(film: Film, weights: Mapping[str, float], parts: Mapping[str, float]) -> Scored:
    """The weighted sum of the components as they are shown, so that the shown ones sum to the shown score."""
    explain = {name: round(part, 3) for name, part in parts.items()}
    return Scored(film, round(10 * sum(weights[name] * part for name, part in explain.items()), 3), explain)


def emotion_match(film: Film, profile: Profile) -> float:
    """How much of the profile the film carries, measured against its three largest weights."""
    full = sum(sorted(profile.weights.values(), reverse=True)[:STRONGEST_WEIGHTS])
    if full <= 0:
        return 0.0
    found = sum(weight * film.strengths[name] for name, weight in profile.weights.items() if name in film.strengths)
    return min(1.0, found / full)


def curator_match(film: Film, editors: Taste) -> float:
    """What editors thought of the film itself, or how much it is like those they chose."""
    return max((film.curated or 0.0) / 10, likeness(film, editors))


def likeness(film: Film, taste: Taste) -> float:
    """How much a film has of what films have in common: mostly genres, which films nobody analysed have as well."""
    genres = sum(taste.genres.get(genre, 0.0) for genre in film.genres) / sqrt(len(film.genres) or 1)
    return min(1.0, 0.8 * genres + 0.2 * _shared(film.strengths, taste.sentiments))


def _shared(strengths: Mapping[str, float], units: Mapping[str, float]) -> float:
    product = sum(value * units[name] for name, value in strengths.items() if name in units)
    return product / sqrt(sum(value * value for value in strengths.values())) if product else 0.0


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two sparse vectors, 0 when one is empty."""
    product = sum(value * other[name] for name, value in one.items() if name in other)
    if not product:
        return 0.0
    return min(1.0, product / sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values())))


def intention_fit(film: Film, profile: Profile) -> float:
    """Genre, tone, and how the film begins."""
    return 0.5 * genre_fit(film, profile) + 0.3 * tone_fit(film, profile) + 0.2 * entry_fit(film, profile)


def genre_fit(film: Film, profile: Profile) -> float:
    """0.5 in doubt, more for preferred genres, less for avoided ones."""
    preferred = max((phrase_match(film, phrase) for phrase in profile.preferred), default=0.0)
    avoided = max((phrase_match(film, phrase) for phrase in profile.avoided), default=0.0)
    return 0.5 + 0.5 * preferred - 0.5 * avoided


def phrase_match(film: Film, phrase: Phrase) -> float:
    """1 for a genre or keyword of the film, 0.5 when only the first word is a genre."""
    if phrase.whole & film.genres or phrase.whole & film.keywords:
        return 1.0
    return 0.5 if phrase.first & film.genres else 0.0


def tone_fit(film: Film, profile: Profile) -> float:
    """Staying with the feeling, leaving it, or going from one to the other."""
    targets = SHIFT_TARGETS.get(profile.sentiment_id, set())
    same = _strongest(film, {profile.sentiment_id})
    other = _strongest(film, targets)
    if profile.tone == "contrasting":
        return max(0.0, other - 0.5 * same)
    return (same + other) / 2 if profile.tone == "progressive" else same


def _strongest(film: Film, sentiments: set[int]) -> float:
    found = (
        UNKNOWN if relevance is None else relevance
        for _, _, sentiment, relevance in film.sentiments
        if sentiment in sentiments
    )
    return max(found, default=0.0)


def entry_fit(film: Film, profile: Profile) -> float:
    """How well the beginning of the film suits the intention."""
    if film.entry_type is None:
        return UNKNOWN
    return 0.5 + float(ADJUSTMENTS[film.entry_type][profile.intention_type]) / FULL_ADJUSTMENT


def quality(film: Film) -> float:
    """The mean of the known ratings, trusted as far as there are votes."""
    mean = sum(film.ratings) / len(film.ratings) if film.ratings else UNRATED
    votes = film.votes or 0
    trusted = (votes * mean + USUAL_VOTES * USUAL_RATING) / (votes + USUAL_VOTES)
    return clamp((trusted - WORST_RATING) / RATING_SPAN)


def availability(film: Film, requested: frozenset[int] | None) -> float:
    """How easily the film can be watched."""
    return max((_access(platform, requested) for platform in film.platforms), default=0.0)


def _access(platform: tuple[int, str, str], requested: frozenset[int] | None) -> float:
    number, kind, shown = platform
    if kind in (INCLUDED, FREE):
        wanted = number in requested if requested else kind == INCLUDED and shown == "PRIORITY"
        return 1.0 if wanted else 0.8
    return 0.5 if kind in BOUGHT else 0.3


def novelty(film: Film, profile: Profile) -> float:
    """Recent films and films few people know, measured by the catalogue and never by the clock."""
    recent = rare = UNKNOWN
    if film.year is not None and profile.latest_year is not None and profile.latest_year > FIRST_YEAR:
        recent = clamp((film.year - FIRST_YEAR) / (profile.latest_year - FIRST_YEAR))
    if film.votes is not None and profile.most_votes:
        rare = 1 - log10(1 + film.votes) / log10(1 + profile.most_votes)
    return 0.5 * recent + 0.5 * rare


def matched_names(film: Film, profile: Profile) -> list[str]:
    """Names of the profile the film carries, the ones that count most first."""
    names = {folded: name for folded, name, _, _ in film.sentiments if folded in profile.weights}
    ordered = sorted(names, key=lambda folded: (-profile.weights[folded] * film.strengths[folded], folded))
    return [names[folded] for folded in ordered[:MOST_MATCHED]]


def clamp(value: float) -> float:
    """`value` brought into 0 to 1."""
    return min(1.0, max(0.0, value))
