"""SQL over journey_option_flows."""

from typing import Any

from movies_api.posters.addresses import poster_of
from movies_api.wire import array_of, object_of
from suite.database import Connection

_INTENTIONS = array_of(
    "json_build_object('id', i.id, 'type', i.intention_type)",
    "emotional_intention_journey_steps AS l JOIN emotional_intentions AS i ON i.id = l.emotional_intention_id"
    " WHERE l.journey_step_flow_id = t.id",
    "i.id",
)
_OPTION = {
    "id": "o.id",
    "optionId": "o.option_id",
    "text": "o.text",
    "mobileText": "o.mobile_text",
    "displayTitle": "o.display_title",
    "summary": "o.summary",
    "nextStepId": "o.next_step_id",
    "isEndState": "o.is_end_state",
    "suggestionCount": "(SELECT count(*) FROM movie_suggestion_flows AS g WHERE g.journey_option_flow_id = o.id)",
    "step": object_of({"id": "t.id", "stepId": "t.step_id", "order": 't."order"', "question": "t.question"}),
    "flow": object_of({"id": "f.id"}),
    "sentiment": object_of({"id": "s.id", "name": "s.name"}),
    "intentions": _INTENTIONS,
}
_EXPECTED = array_of(
    "json_build_object('id', b.id, 'name', b.name, 'weight', trim_scale(e.weight))",
    "journey_option_flow_sub_sentiments AS e JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id"
    " WHERE e.journey_option_flow_id = o.id",
    "e.weight DESC, b.name, b.id",
)
_FILM = object_of(
    {
        "id": "m.id",
        "title": "m.title",
        "description": "m.description",
        "year": "m.year",
        "director": "m.director",
        "genres": "m.genres",
        "thumbnail": poster_of("m"),
        "slug": "m.slug",
    }
)
_SUGGESTIONS = array_of(
    object_of(
        {
            "id": "g.id",
            "reason": "g.reason",
            "relevance": "g.relevance",
            "relevanceScore": "trim_scale(g.relevance_score)",
            "movie": _FILM,
        }
    ),
    "movie_suggestion_flows AS g JOIN movies AS m ON m.id = g.movie_id WHERE g.journey_option_flow_id = o.id",
    "g.relevance_score DESC NULLS LAST, g.id",
)
_FROM = """FROM journey_option_flows AS o JOIN journey_step_flows AS t ON t.id = o.journey_step_flow_id
    JOIN journey_flows AS f ON f.id = t.journey_flow_id JOIN main_sentiments AS s ON s.id = f.main_sentiment_id"""
_WHERE = """WHERE (%(sentiment_id)s::int IS NULL OR s.id = %(sentiment_id)s)
    AND (%(intention_id)s::int IS NULL OR EXISTS (SELECT FROM emotional_intention_journey_steps AS l
         WHERE l.journey_step_flow_id = t.id AND l.emotional_intention_id = %(intention_id)s))
    AND (%(end_state)s::bool IS NULL OR o.is_end_state = %(end_state)s)
    AND (%(q)s::text IS NULL OR strpos(fold(o.text || ' ' || coalesce(o.display_title, '')), fold(%(q)s)) > 0)"""
_ORDER = 's.id, t."order", t.step_id, o.id'
_SELECT_PAGE = f"""SELECT coalesce(json_agg(page.row ORDER BY page.place), '[]')::text, count(*),
        (SELECT count(*) {_FROM} {_WHERE})
    FROM (SELECT {object_of(_OPTION)} AS row, row_number() OVER (ORDER BY {_ORDER}) AS place
            {_FROM} {_WHERE} ORDER BY {_ORDER} LIMIT %(limit)s OFFSET %(offset)s) AS page"""
_DETAIL = {
    **_OPTION,
    "sentiment": object_of({"id": "s.id", "name": "s.name", "description": "s.description"}),
    "expectedSubSentiments": _EXPECTED,
    "suggestions": _SUGGESTIONS,
}


def select_options(connection: Connection, values: dict[str, Any]) -> tuple[str, int, int]:
    """JSON array of a page of options, how many are on it, how many there are in all."""
    row = connection.row(_SELECT_PAGE, values)
    assert row is not None
    return row[0], row[1], row[2]


def select_option(connection: Connection, option_id: int) -> str | None:
    """One option with what it expects and suggests, as JSON."""
    found: str | None = connection.value(
        f"SELECT {object_of(_DETAIL)}::text {_FROM} WHERE o.id = %(id)s", {"id": option_id}
    )
    return found
