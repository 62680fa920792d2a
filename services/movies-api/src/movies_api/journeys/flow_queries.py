"""SQL of whole journey flows: steps, options, suggestions."""

from movies_api.posters.addresses import poster_of
from movies_api.wire import TRIMMED, array_of, object_of, timestamps
from suite.database import Connection

_FULL_FILM = {
    "id": "m.id",
    "title": "m.title",
    "thumbnail": poster_of("m"),
    "year": "m.year",
    "director": "m.director",
    "vote_average": TRIMMED.format("m.vote_average"),
    "certification": "m.certification",
    "genres": "m.genres",
    "runtime": "m.runtime",
}
_SHORT_FILM = {
    "id": "m.id",
    "title": "m.title",
    "description": "m.description",
    "year": "m.year",
    "director": "m.director",
    "genres": "m.genres",
    "thumbnail": poster_of("m"),
    "original_title": "m.original_title",
}
# A stored score changed by how the film begins; %(adjustments)s is {intention type: {entry type: number}}.
ADJUSTED = """CASE WHEN m.emotional_entry_type IS NULL THEN coalesce(g.relevance_score, 0)
    ELSE least(greatest(coalesce(g.relevance_score, 0)
        + (%(adjustments)s::jsonb -> {intention_type} ->> m.emotional_entry_type)::numeric, 0), 9.99) END"""


def flow_json(sentiment: str, *, short_films: bool = False, score: str = "g.relevance_score") -> str:
    """An expression: the flow of a sentiment as JSON, null when it has none."""
    film = object_of(_SHORT_FILM if short_films else _FULL_FILM)
    suggestion = object_of(
        {
            "id": "g.id",
            "journeyOptionFlowId": "g.journey_option_flow_id",
            "movieId": "g.movie_id",
            "reason": "g.reason",
            "relevance": "g.relevance",
            "relevanceScore": TRIMMED.format(f"({score})"),
            **timestamps("g"),
            "movie": film,
        }
    )
    suggestions = array_of(
        suggestion,
        "movie_suggestion_flows AS g JOIN movies AS m ON m.id = g.movie_id WHERE g.journey_option_flow_id = o.id",
        f"{score} DESC NULLS LAST, g.id",
    )
    option = object_of(
        {
            "id": "o.id",
            "journeyStepFlowId": "o.journey_step_flow_id",
            "optionId": "o.option_id",
            "text": "o.text",
            "nextStepId": "o.next_step_id",
            "isEndState": "o.is_end_state",
            "displayTitle": "o.display_title",
            "summary": "o.summary",
            "mobileText": "o.mobile_text",
            **timestamps("o"),
            "movieSuggestions": suggestions,
        }
    )
    options = array_of(option, "journey_option_flows AS o WHERE o.journey_step_flow_id = t.id", "o.id")
    step = object_of(
        {
            "id": "t.id",
            "journeyFlowId": "t.journey_flow_id",
            "stepId": "t.step_id",
            "order": 't."order"',
            "question": "t.question",
            "mobileQuestion": "t.mobile_question",
            **timestamps("t"),
            "options": options,
        }
    )
    flow = object_of(
        {
            "id": "f.id",
            "mainSentimentId": "f.main_sentiment_id",
            **timestamps("f"),
            "steps": array_of(step, "journey_step_flows AS t WHERE t.journey_flow_id = f.id", 't."order", t.step_id'),
        }
    )
    return f"(SELECT {flow} FROM journey_flows AS f WHERE f.main_sentiment_id = {sentiment})"


_SELECT_FLOW = f"""SELECT {flow_json("s.id", short_films=True)}::text
    FROM main_sentiments AS s WHERE s.id = %(id)s"""
_SELECT_ADJUSTED_FLOW = f"""
    SELECT {flow_json("i.main_sentiment_id", score=ADJUSTED.format(intention_type="i.intention_type"))}::text
      FROM emotional_intentions AS i JOIN journey_flows AS f ON f.main_sentiment_id = i.main_sentiment_id
     WHERE i.intention_type = %(intention_type)s
       AND (%(sentiment_id)s::int IS NULL OR i.main_sentiment_id = %(sentiment_id)s)
     ORDER BY i.main_sentiment_id LIMIT 1"""


def select_flow(connection: Connection, sentiment_id: int) -> tuple[bool, str | None]:
    """Whether there is such a sentiment, and its flow as JSON when it has one."""
    row = connection.row(_SELECT_FLOW, {"id": sentiment_id})
    return (row is not None, row[0] if row else None)


def select_adjusted_flow(
    connection: Connection, intention_type: str, sentiment_id: int | None, adjustments: str
) -> str | None:
    """The flow behind an intention, scores as shown under it; of the first sentiment when none is named."""
    values = {"intention_type": intention_type, "sentiment_id": sentiment_id, "adjustments": adjustments}
    found: str | None = connection.value(_SELECT_ADJUSTED_FLOW, values)
    return found
