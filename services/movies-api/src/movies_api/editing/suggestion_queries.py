"""SQL of scores and ranks."""

from collections.abc import Mapping
from decimal import Decimal

from suite.database import Connection


def select_expected_names(connection: Connection, option_id: int) -> list[str]:
    """Names of the sub-sentiments an option expects."""
    rows = connection.rows(
        "SELECT DISTINCT sub.name FROM journey_option_flow_sub_sentiments AS expected"
        " JOIN sub_sentiments AS sub ON sub.id = expected.sub_sentiment_id"
        " WHERE expected.journey_option_flow_id = %s",
        (option_id,),
    )
    return [name for (name,) in rows]


def select_film_of_suggestion(connection: Connection, suggestion_id: int) -> str:
    """The film a stored suggestion is about."""
    found = connection.value("SELECT movie_id FROM movie_suggestion_flows WHERE id = %s", (suggestion_id,))
    return str(found)


def select_ranked(connection: Connection, film_id: str) -> list[tuple[int, Decimal | None, int]]:
    """Id, score and rank of a film's suggestions, while nobody else ranks them."""
    connection.run("SELECT id FROM movies WHERE id = %s FOR NO KEY UPDATE", (film_id,))
    rows = connection.rows(
        "SELECT id, relevance_score, relevance FROM movie_suggestion_flows WHERE movie_id = %s ORDER BY id", (film_id,)
    )
    return [(number, score, rank) for number, score, rank in rows]


def update_ranks(connection: Connection, ranks: Mapping[int, int]) -> None:
    """New ranks: a new version each, since its tag stands for all of a row."""
    connection.run(
        "UPDATE movie_suggestion_flows AS suggestion SET relevance = given.rank,"
        " version = suggestion.version + 1, updated_at = now()"
        " FROM unnest(%s::int[], %s::int[]) AS given (id, rank)"
        " WHERE suggestion.id = given.id",
        (list(ranks), list(ranks.values())),
    )
