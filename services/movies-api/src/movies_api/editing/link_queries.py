"""SQL of what belongs to edited rows."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from suite.database import Connection
from suite.http.replies import encode


def replace_sentiments(connection: Connection, film_id: Any, sentiments: Sequence[Mapping[str, Any]]) -> None:
    """The film has exactly these feelings; each belongs to the sentiment of its sub-sentiment."""
    connection.run("DELETE FROM movie_sentiments WHERE movie_id = %s", (str(film_id),))
    connection.run(
        "INSERT INTO movie_sentiments (movie_id, main_sentiment_id, sub_sentiment_id, relevance)"
        ' SELECT %(film)s, sub.main_sentiment_id, given."subSentimentId", given.relevance'
        ' FROM jsonb_to_recordset(%(rows)s::jsonb) AS given ("subSentimentId" integer, relevance numeric)'
        ' LEFT JOIN sub_sentiments AS sub ON sub.id = given."subSentimentId"',
        {"film": str(film_id), "rows": encode(sentiments).decode()},
    )


def replace_platforms(connection: Connection, film_id: Any, platforms: Sequence[Mapping[str, Any]]) -> None:
    """The film is to be seen exactly here."""
    connection.run("DELETE FROM movie_streaming_platforms WHERE movie_id = %s", (str(film_id),))
    connection.run(
        "INSERT INTO movie_streaming_platforms (movie_id, streaming_platform_id, access_type)"
        ' SELECT %(film)s, given."platformId", given."accessType"'
        ' FROM jsonb_to_recordset(%(rows)s::jsonb) AS given ("platformId" integer, "accessType" text)',
        {"film": str(film_id), "rows": encode(platforms).decode()},
    )


def select_feelings(connection: Connection, film_id: Any) -> list[tuple[str, Decimal | None]]:
    """Name and relevance of a film's sub-sentiments."""
    rows = connection.rows(
        "SELECT sub.name, ms.relevance FROM movie_sentiments AS ms"
        " JOIN sub_sentiments AS sub ON sub.id = ms.sub_sentiment_id WHERE ms.movie_id = %s",
        (str(film_id),),
    )
    return [(name, relevance) for name, relevance in rows]


def update_entry_type(connection: Connection, film_id: Any, kind: str | None) -> None:
    """How a film begins, part of the write that set its feelings."""
    connection.run("UPDATE movies SET emotional_entry_type = %s WHERE id = %s", (kind, str(film_id)))


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


def select_scores(connection: Connection, film_id: str) -> list[tuple[int, Decimal | None]]:
    """Id and score of a film's suggestions, locked in id order."""
    rows = connection.rows(
        "SELECT id, relevance_score FROM movie_suggestion_flows WHERE movie_id = %s ORDER BY id FOR UPDATE",
        (film_id,),
    )
    return [(number, score) for number, score in rows]


def update_ranks(connection: Connection, ranks: Mapping[int, int]) -> None:
    """Ranks that differ from the stored ones: a new version, since its tag stands for all of a row."""
    connection.run(
        "UPDATE movie_suggestion_flows AS suggestion SET relevance = given.rank,"
        " version = suggestion.version + 1, updated_at = now()"
        " FROM unnest(%s::int[], %s::int[]) AS given (id, rank)"
        " WHERE suggestion.id = given.id AND suggestion.relevance <> given.rank",
        (list(ranks), list(ranks.values())),
    )


def insert_flow(connection: Connection, sentiment_id: int) -> None:
    """An empty flow for a sentiment without one."""
    connection.run(
        "INSERT INTO journey_flows (main_sentiment_id) VALUES (%s) ON CONFLICT (main_sentiment_id) DO NOTHING",
        (sentiment_id,),
    )


def delete_empty_flow(connection: Connection, sentiment_id: int) -> None:
    """Drop the flow of a sentiment when it has no steps."""
    connection.run(
        "DELETE FROM journey_flows AS flow WHERE main_sentiment_id = %s"
        " AND NOT EXISTS (SELECT FROM journey_step_flows AS step WHERE step.journey_flow_id = flow.id)",
        (sentiment_id,),
    )


def replace_intentions(connection: Connection, step_id: int, intentions: Iterable[int]) -> None:
    """Exactly these intentions begin with the step; hints of those that stay are kept."""
    given = list(intentions)
    connection.run(
        "DELETE FROM emotional_intention_journey_steps"
        " WHERE journey_step_flow_id = %s AND NOT emotional_intention_id = ANY(%s)",
        (step_id, given),
    )
    connection.run(
        "INSERT INTO emotional_intention_journey_steps (emotional_intention_id, journey_step_flow_id)"
        " SELECT DISTINCT given, %s FROM unnest(%s::int[]) AS given"
        " ON CONFLICT (emotional_intention_id, journey_step_flow_id) DO NOTHING",
        (step_id, given),
    )


def touch_steps(connection: Connection, intention_id: int) -> None:
    """Steps that are about to lose an intention get a new version."""
    connection.run(
        "UPDATE journey_step_flows AS step SET version = step.version + 1, updated_at = now()"
        " FROM emotional_intention_journey_steps AS link"
        " WHERE link.journey_step_flow_id = step.id AND link.emotional_intention_id = %s",
        (intention_id,),
    )


def replace_expected(connection: Connection, option_id: int, subs: Iterable[int]) -> None:
    """The option expects exactly these feelings; weights of those that stay are kept."""
    given = list(subs)
    connection.run(
        "DELETE FROM journey_option_flow_sub_sentiments"
        " WHERE journey_option_flow_id = %s AND NOT sub_sentiment_id = ANY(%s)",
        (option_id, given),
    )
    connection.run(
        "INSERT INTO journey_option_flow_sub_sentiments (journey_option_flow_id, sub_sentiment_id)"
        " SELECT DISTINCT %s, given FROM unnest(%s::int[]) AS given"
        " ON CONFLICT (journey_option_flow_id, sub_sentiment_id) DO NOTHING",
        (option_id, given),
    )


def select_flows_of_sentiment(connection: Connection, sentiment_id: int) -> list[int]:
    """Ids of a sentiment's flows."""
    rows = connection.rows("SELECT id FROM journey_flows WHERE main_sentiment_id = %s", (sentiment_id,))
    return [number for (number,) in rows]


def select_flows_of_step(connection: Connection, step_id: int) -> list[int]:
    """Id of a step's flow."""
    rows = connection.rows("SELECT journey_flow_id FROM journey_step_flows WHERE id = %s", (step_id,))
    return [number for (number,) in rows]


def lock_flows(connection: Connection, flows: Iterable[int]) -> None:
    """Wait until nobody else changes these journeys."""
    connection.run("SELECT id FROM journey_flows WHERE id = ANY(%s) ORDER BY id FOR UPDATE", (list(flows),))
