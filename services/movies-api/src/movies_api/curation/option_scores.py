"""Which options a film fits, by the scores of the catalogue."""

from collections.abc import Iterable, Sequence

from movies_api.curation.errors import RejectedByRule
from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Match
from movies_api.curation.vocabulary import EndOption
from movies_api.rules import relevance_score

MOST_OPTIONS = 3
# Beside the best option only those that visitors would still call a match: the lowest band ends at 6, half of it.
LEAST_SCORE = 3.0
RATED_FOR_POPULATE, RATED_FOR_ANALYZE = 6.0, 5.6


def merged(film: FilmFacts, matches: Iterable[Match]) -> dict[str, float]:
    """Name → relevance of what the film has and what was found, the higher one of each name."""
    best: dict[str, float] = {}
    known = [(feeling.name, feeling.relevance or 0.0) for feeling in film.feelings]
    for name, relevance in [*known, *((match.name, match.relevance) for match in matches)]:
        best[name] = max(best.get(name, 0.0), relevance)
    return best


def best_options(options: Sequence[EndOption], feelings: dict[str, float]) -> list[tuple[EndOption, float]]:
    """At most three options with their scores, the best first; of those after the best only good ones."""
    scored = [(option, relevance_score(option.expected, feelings.items())) for option in options]
    ordered = sorted(((option, score) for option, score in scored if score > 0), key=lambda one: (-one[1], one[0].id))
    return [one for place, one in enumerate(ordered[:MOST_OPTIONS]) if place == 0 or one[1] >= LEAST_SCORE]


def require_rating(rating: float | None, least: float = RATED_FOR_ANALYZE) -> None:
    """RejectedByRule for a film nobody rated well enough."""
    if rating is None:
        raise RejectedByRule(f"nobody rated the film; at least {least:g} is needed")
    if rating < least:
        raise RejectedByRule(f"rated {rating:g}, at least {least:g} is needed")
