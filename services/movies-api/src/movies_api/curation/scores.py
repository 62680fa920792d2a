"""Stored scores and ranks computed anew, one transaction a film."""

from dataclasses import dataclass

from movies_api.cache import catalogue_changes
from movies_api.curation import score_queries
from movies_api.curation.stored_plan import require_film
from movies_api.editing.suggestion_queries import select_expected_names
from movies_api.editing.suggestions import write_ranks
from movies_api.rules import relevance_score
from suite.database import Database


@dataclass(frozen=True)
class ScoreScope:
    """Which suggestions; None means all. `below` leaves out better scores."""

    film_id: str | None = None
    option_id: int | None = None
    flow_id: int | None = None
    below: float | None = None


def recalculate_scores(database: Database, scope: ScoreScope, *, dry_run: bool) -> tuple[int, int]:
    """Compute scores and ranks; how many scores there are and how many changed."""
    with database.read() as connection:
        found = score_queries.select_scored(connection, scope.film_id, scope.option_id, scope.flow_id, scope.below)
    changed = 0
    for film_id, options in found.items():
        with database.transaction() as connection:
            feelings = [(one.name, one.relevance) for one in require_film(connection, film_id).feelings]
            scores = {
                option: relevance_score(select_expected_names(connection, option), feelings) for option in options
            }
            differing = {option: score for option, score in scores.items() if options[option] != score}
            changed += len(differing)
            if dry_run or not differing:
                continue
            for option, score in differing.items():
                score_queries.update_score(connection, film_id, option, score)
            write_ranks(connection, film_id)
            catalogue_changes(connection)
    return sum(map(len, found.values())), changed


def rank_films(database: Database, film_id: str | None, *, dry_run: bool) -> tuple[int, int]:
    """Ranks of one film or all; how many films have suggestions and how many ranks changed."""
    with database.read() as connection:
        films = list(score_queries.select_scored(connection, film_id, None, None, None))
    changed = 0
    for film in films:
        with database.transaction() as connection:
            moved = write_ranks(connection, film, dry_run=dry_run)
            changed += moved
            if moved and not dry_run:
                catalogue_changes(connection)
    return len(films), changed
