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
FULL_ADJUSTMENT = 0.6
# Sentiment → the sentiments a contrasting or progressive film may lead to.
SHIFT_TARGETS = {13: (15, 17), 14: (13, 17), 15: (16, 17), 16: (13, 15), 17: (13, 15), 18: (13, 17)}
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
    show filter), `ratings` the known ones on a scale of 10. `strengths` maps a folded name to its highest relevance, an
    unknown one counts half; `square` is the square of their length as a vector. `feelings` maps a main sentiment to
    its highest relevance.
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
    strengths: Mapping[str, float] = field(init=False, repr=False, compare=False)
    square: float = field(init=False, repr=False, compare=False)
    feelings: Mapping[int, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        strengths: dict[str, float] = {}
        feelings: dict[int, float] = {}
        for name, _, sentiment, relevance in self.sentiments:
            value = UNKNOWN if relevance is None else relevance
            strengths[name] = max(strengths.get(name, 0.0), value)
            feelings[sentiment] = max(feelings.get(sentiment, 0.0), value)
        object.__setattr__(self, "strengths", strengths)
        object.__setattr__(self, "square", sum(value * value for value in strengths.values()))
        object.__setattr__(self, "feelings", feelings)


@dataclass(frozen=True, slots=True)
class Scored:
    """A film with its score (0 to 10) and the components it is made of."""

    film: Film
    score: float
    explain: dict[str, float]


def score_film(
    film: Film, profile: Profile, requested: frozenset[int] | None = None, curated: float | None = None
) -> Scored:
    """The score of a film; `requested` are platform ids, None when none are asked for.

    `curated` is the film's best stored score under the question.
    """
    return weigh(
        film,
        WEIGHTS,
        {
            "emotionMatch": emotion_match(film, profile),
            "curatorMatch": curator_match(film, profile.editors, curated),
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
    if profile.full_match <= 0:
        return 0.0
    strengths = film.strengths
    found = sum(weight * strengths[name] for name, weight in profile.weights.items() if name in strengths)
    return min(1.0, found / profile.full_match)


def curator_match(film: Film, editors: Taste, curated: float | None = None) -> float:
    """What editors thought of the film itself, or how much it is like those they chose."""
    return max((curated or 0.0) / 10, likeness(film, editors))


def likeness(film: Film, taste: Taste) -> float:
    """How much a film has of what films have in common: mostly genres, which films nobody analysed have as well."""
    genres = sum(taste.genres.get(genre, 0.0) for genre in film.genres) / sqrt(len(film.genres) or 1)
    return min(1.0, 0.8 * genres + 0.2 * _shared(film, taste.sentiments))


def _shared(film: Film, units: Mapping[str, float]) -> float:
    product = sum(value * units[name] for name, value in film.strengths.items() if name in units)
    return product / sqrt(film.square) if product else 0.0


def cosine(one: Film, other: Film) -> float:
    """The cosine of the sub-sentiments of two films, 0 when one has none."""
    product = sum(value * other.strengths[name] for name, value in one.strengths.items() if name in other.strengths)
    return min(1.0, product / sqrt(one.square * other.square)) if product else 0.0


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
    same = film.feelings.get(profile.sentiment_id, 0.0)
    targets = SHIFT_TARGETS.get(profile.sentiment_id, ())
    other = max((film.feelings.get(target, 0.0) for target in targets), default=0.0)
    if profile.tone == "contrasting":
        return max(0.0, other - 0.5 * same)
    return (same + other) / 2 if profile.tone == "progressive" else same


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
