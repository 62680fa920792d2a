"""SQL of what belongs to edited films."""

from collections.abc import Mapping, Sequence
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
