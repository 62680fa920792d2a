"""What a visitor's verdicts say about films nobody asked the visitor about."""

from collections.abc import Sequence
from dataclasses import dataclass

from movies_api.suggestions.profile import Curated, Taste, common_taste
from movies_api.suggestions.rules import WEIGHTS, Film, Scored, clamp, likeness, weigh

TASTE_WEIGHT = 0.15
# The weights for somebody who gave verdicts; no data can prove how much they should count (docs/recommendation.md).
TASTED_WEIGHTS = {name: round(weight * (1 - TASTE_WEIGHT), 4) for name, weight in WEIGHTS.items()} | {
    "taste": TASTE_WEIGHT
}
DOUBTFUL = 3


@dataclass(frozen=True, slots=True)
class VisitorTaste:
    """`hidden` are ids of films not to suggest again; trust grows with the number of verdicts, 0 to 1."""

    likes: Taste
    dislikes: Taste
    like_trust: float
    dislike_trust: float
    hidden: tuple[str, ...]

    @property
    def has_taste(self) -> bool:
        """Whether any verdict says more than that a film was seen."""
        return self.like_trust > 0 or self.dislike_trust > 0


def make_visitor(liked: Sequence[Curated], disliked: Sequence[Curated], watched: Sequence[Curated]) -> VisitorTaste:
    """A visitor's profile; disliked and watched films are not shown again."""
    return VisitorTaste(
        likes=common_taste(liked),
        dislikes=common_taste(disliked),
        like_trust=trust(len(liked)),
        dislike_trust=trust(len(disliked)),
        hidden=tuple(sorted(film.film_id for film in [*disliked, *watched])),
    )


def trust(verdicts: int) -> float:
    """One verdict may be a whim, ten are a taste."""
    return verdicts / (verdicts + DOUBTFUL)


def taste(film: Film, visitor: VisitorTaste) -> float:
    """0.5 in doubt, more for films like the liked ones, less for those like the disliked ones."""
    liked = visitor.like_trust * likeness(film, visitor.likes)
    disliked = visitor.dislike_trust * likeness(film, visitor.dislikes)
    return clamp(0.5 + 0.5 * (liked - disliked))


def season(scored: Scored, visitor: VisitorTaste) -> Scored:
    """The score of a film for this visitor."""
    return weigh(scored.film, TASTED_WEIGHTS, {**scored.explain, "taste": taste(scored.film, visitor)})
