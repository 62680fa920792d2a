"""SQL over emotional_intentions."""

from movies_api.wire import array_of, object_of
from suite.database import Connection

_INTENTION = {
    "id": "i.id",
    "type": "i.intention_type",
    "description": "i.description",
    "preferredGenres": "i.preferred_genres",
    "avoidGenres": "i.avoid_genres",
    "emotionalTone": "i.emotional_tone",
}
_OF_SENTIMENT = object_of(
    {
        "sentimentId": "%(id)s::int",
        "sentimentName": (
            "coalesce((SELECT name FROM main_sentiments WHERE id = %(id)s), 'Sentimento não encontrado')"
        ),
        "intentions": array_of(
            object_of(_INTENTION), "emotional_intentions AS i WHERE i.main_sentiment_id = %(id)s", "i.id"
        ),
    }
)
_LISTED = object_of(
    {
        "id": "i.id",
        "sentimentId": "i.main_sentiment_id",
        "sentimentName": "i.sentiment_name",
        **{key: value for key, value in _INTENTION.items() if key != "id"},
        "stepCount": (
            "(SELECT count(*) FROM emotional_intention_journey_steps AS l WHERE l.emotional_intention_id = i.id)"
        ),
    }
)
_MATCHING = """FROM emotional_intentions AS i JOIN main_sentiments AS s ON s.id = i.main_sentiment_id
    WHERE (%(sentiment_id)s::int IS NULL OR i.main_sentiment_id = %(sentiment_id)s)
      AND (%(intention_type)s::text IS NULL OR i.intention_type = %(intention_type)s)"""
_PAGE = f"""(SELECT i.*, s.name AS sentiment_name {_MATCHING}
    ORDER BY i.main_sentiment_id, i.id LIMIT %(limit)s OFFSET %(offset)s) AS i"""
_SELECT_PAGE = f"""SELECT {array_of(_LISTED, _PAGE, "i.main_sentiment_id, i.id")}::text,
    (SELECT count(*) {_MATCHING})"""


def select_intentions_of(connection: Connection, sentiment_id: int) -> str:
    """JSON object with the sentiment's name and its intentions; an unknown sentiment has none."""
    return str(connection.value(f"SELECT {_OF_SENTIMENT}::text", {"id": sentiment_id}))


def select_intentions(
    connection: Connection, *, sentiment_id: int | None, intention_type: str | None, limit: int, offset: int
) -> tuple[str, int]:
    """JSON array of a page of intentions, and how many there are in all."""
    values = {
        "sentiment_id": sentiment_id,
        "intention_type": intention_type,
        "limit": limit,
        "offset": offset,
    }
    row = connection.row(_SELECT_PAGE, values)
    assert row is not None
    return row[0], row[1]
