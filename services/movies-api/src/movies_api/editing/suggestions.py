"""Scores and ranks that follow from a suggestion."""

from collections.abc import Mapping
from typing import Any

from movies_api.editing import suggestion_queries
from movies_api.editing.film_queries import select_feelings
from movies_api.rules import ranks, relevance_score
from suite.database import Connection


def prepare_suggestion(connection: Connection, values: dict[str, Any], old: Mapping[str, Any] | None) -> dict[str, Any]:
    """The computed score where none is given for a new suggestion, or null for an old one."""
    wanted = "relevanceScore" not in values if old is None else values.get("relevanceScore", 0) is None
    if wanted:
        given = old or values
        expected = suggestion_queries.select_expected_names(connection, given["journeyOptionFlowId"])
        feelings = select_feelings(connection, given["movieId"])
        values["relevanceScore"] = relevance_score(expected, feelings)
    return values


def rank_film(connection: Connection, suggestion_id: Any, values: dict[str, Any]) -> None:
    """Rank the options of the suggestion's film anew."""
    write_ranks(connection, suggestion_queries.select_film_of_suggestion(connection, suggestion_id))


def rank_film_without(connection: Connection, row: Mapping[str, Any]) -> None:
    """Rank the options of a film that is about to lose one."""
    write_ranks(connection, row["movieId"], without=row["id"])


def write_ranks(connection: Connection, film_id: str, *, without: int | None = None, dry_run: bool = False) -> int:
    """Store the ranks that differ, or only count them."""
    stored = [row for row in suggestion_queries.select_ranked(connection, film_id) if row[0] != without]
    wanted = ranks([(number, score) for number, score, _ in stored])
    differing = {number: wanted[number] for number, _, rank in stored if wanted.get(number, rank) != rank}
    if differing and not dry_run:
        suggestion_queries.update_ranks(connection, differing)
    return len(differing)
