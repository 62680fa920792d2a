"""SQL over main_sentiments."""

from movies_api.journeys.flow_queries import flow_json
from movies_api.wire import array_of, object_of, timestamps
from suite.database import Connection

_SUMMARY = {
    "id": "s.id",
    "name": "s.name",
    "description": "s.description",
    "shortDescription": "s.short_description",
}
_FULL = {**_SUMMARY, "keywords": "s.keywords"}
_DETAIL = {
    "id": "s.id",
    "name": "s.name",
    "description": "s.description",
    "keywords": "s.keywords",
    "shortDescription": "s.short_description",
    **timestamps("s"),
}
_PAGE = """(SELECT * FROM main_sentiments WHERE is_active
    AND (%(q)s::text IS NULL OR strpos(fold(name || ' ' || coalesce(description, '')), fold(%(q)s)) > 0)
    ORDER BY id LIMIT %(limit)s OFFSET %(offset)s) AS s"""
_SELECT_LIST = {
    keywords: f"SELECT {array_of(object_of(_FULL if keywords else _SUMMARY), _PAGE, 's.id')}::text"
    for keywords in (True, False)
}
_SELECT_DETAIL = f"""SELECT {object_of({**_DETAIL, "journeyFlow": flow_json("s.id")})}::text
    FROM main_sentiments AS s WHERE s.id = %(id)s"""


def select_sentiments(connection: Connection, *, keywords: bool, q: str | None, limit: int, offset: int) -> str:
    """JSON array of the active sentiments by id."""
    values = {"q": q, "limit": limit, "offset": offset}
    return str(connection.value(_SELECT_LIST[keywords], values))


def select_sentiment(connection: Connection, sentiment_id: int) -> str | None:
    """One sentiment with its whole journey as JSON."""
    found: str | None = connection.value(_SELECT_DETAIL, {"id": sentiment_id})
    return found
