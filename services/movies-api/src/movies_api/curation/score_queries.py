"""SQL of stored scores."""

from suite.database import Connection


def select_scored(
    connection: Connection, film_id: str | None, option_id: int | None, flow_id: int | None, below: float | None
) -> dict[str, dict[int, float | None]]:
    """Film → option → stored score of the suggestions in scope."""
    rows = connection.rows(
        "SELECT suggestion.movie_id, suggestion.journey_option_flow_id, suggestion.relevance_score"
        "  FROM movie_suggestion_flows AS suggestion"
        "  JOIN journey_option_flows AS option ON option.id = suggestion.journey_option_flow_id"
        "  JOIN journey_step_flows AS step ON step.id = option.journey_step_flow_id"
        " WHERE (%(film)s::uuid IS NULL OR suggestion.movie_id = %(film)s)"
        "   AND (%(option)s::int IS NULL OR option.id = %(option)s)"
        "   AND (%(flow)s::int IS NULL OR step.journey_flow_id = %(flow)s)"
        "   AND (%(below)s::numeric IS NULL OR coalesce(suggestion.relevance_score, 0) < %(below)s)"
        " ORDER BY suggestion.movie_id, suggestion.id",
        {"film": film_id, "option": option_id, "flow": flow_id, "below": below},
    )
    found: dict[str, dict[int, float | None]] = {}
    for movie, option, score in rows:
        found.setdefault(str(movie), {})[option] = None if score is None else float(score)
    return found


def update_score(connection: Connection, film_id: str, option_id: int, score: float) -> None:
    """A score that differs from the stored one."""
    connection.run(
        "UPDATE movie_suggestion_flows SET relevance_score = %s, version = version + 1, updated_at = now()"
        " WHERE movie_id = %s AND journey_option_flow_id = %s",
        (score, film_id, option_id),
    )
