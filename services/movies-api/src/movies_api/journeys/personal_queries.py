"""SQL of the personalised journey: one statement from two ids to the whole graph."""

from dataclasses import dataclass

from movies_api.journeys.flow_queries import ADJUSTED
from movies_api.movies.shapes import BY_PLATFORM, PLATFORMS_OF_FILM
from movies_api.posters.addresses import poster_of
from movies_api.wire import TRIMMED, array_of, object_of
from suite.database import Connection, Prepared

_STRONGEST = """(SELECT coalesce(json_agg(top.row), '[]') FROM (
    SELECT json_build_object('relevance', trim_scale(ms.relevance)::text,
                             'subSentiment', json_build_object('name', b.name)) AS row
      FROM movie_sentiments AS ms JOIN sub_sentiments AS b ON b.id = ms.sub_sentiment_id
     WHERE ms.movie_id = m.id ORDER BY ms.relevance DESC NULLS LAST, b.name, b.id LIMIT 2) AS top)"""
FILM = object_of(
    {
        "id": "m.id",
        "title": "m.title",
        "year": "m.year",
        "description": "m.description",
        "director": "m.director",
        "runtime": "m.runtime",
        "certification": "m.certification",
        "imdbRating": TRIMMED.format("m.imdb_rating"),
        "vote_average": TRIMMED.format("m.vote_average"),
        "rottenTomatoesRating": "m.rotten_tomatoes_rating",
        "metacriticRating": "m.metacritic_rating",
        "thumbnail": poster_of("m"),
        "genres": "m.genres",
        "emotionalEntryType": "m.emotional_entry_type",
        "platforms": array_of(
            "json_build_object('accessType', a.access_type,"
            " 'streamingPlatform', json_build_object('name', p.name, 'category', p.category))",
            PLATFORMS_OF_FILM,
            BY_PLATFORM,
        ),
        "movieSentiments": _STRONGEST,
    }
)
_SCORE = ADJUSTED.format(intention_type="intention.intention_type")
_SUGGESTION = object_of(
    {
        "id": "g.id",
        "reason": "g.reason",
        "relevance": "g.relevance",
        "originalRelevanceScore": "trim_scale(g.relevance_score)",
        "relevanceScore": f"trim_scale(round({_SCORE}, 3))",
        "movie": FILM,
    }
)
_SUGGESTIONS = array_of(
    _SUGGESTION,
    "movie_suggestion_flows AS g JOIN movies AS m ON m.id = g.movie_id WHERE g.journey_option_flow_id = o.id",
    f"{_SCORE} DESC, m.imdb_rating DESC NULLS LAST, g.id",
)
_OPTION = {
    "id": "o.id",
    "text": "o.text",
    "mobileText": "o.mobile_text",
    "nextStepId": "o.next_step_id",
    "isEndState": "o.is_end_state",
}
_STEP = object_of(
    {
        "id": "t.id",
        "stepId": "t.step_id",
        "order": 't."order"',
        "question": "t.question",
        "mobileQuestion": "t.mobile_question",
        "priority": "t.priority",
        "contextualHint": "t.contextual_hint",
        "isRequired": "t.is_required",
        "options": array_of(
            f"CASE WHEN o.is_end_state THEN {object_of({**_OPTION, 'movieSuggestions': _SUGGESTIONS})}"
            f" ELSE {object_of(_OPTION)} END",
            "answer AS o WHERE o.journey_step_flow_id = t.id AND (o.is_end_state OR o.resolved)",
            "o.id",
        ),
    }
)
_SELECT_JOURNEY = f"""
WITH RECURSIVE intention AS (
    SELECT id, main_sentiment_id, intention_type FROM emotional_intentions
     WHERE id = %(intention_id)s OR (main_sentiment_id = %(sentiment_id)s AND intention_type = %(intention_type)s)
), flow AS (
    SELECT id FROM journey_flows WHERE main_sentiment_id = %(sentiment_id)s
), linked AS (
    SELECT t.id, t.journey_flow_id, t.step_id, t."order", coalesce(l.custom_question, t.question) AS question,
           t.mobile_question, l.priority, l.contextual_hint, l.is_required, FALSE AS followed
      FROM emotional_intention_journey_steps AS l JOIN journey_step_flows AS t ON t.id = l.journey_step_flow_id
     WHERE l.emotional_intention_id = (SELECT id FROM intention)
), visited AS (
    SELECT id, journey_flow_id FROM linked
    UNION
    SELECT t.id, t.journey_flow_id FROM visited AS v
      JOIN journey_option_flows AS o ON o.journey_step_flow_id = v.id AND NOT o.is_end_state
      JOIN journey_step_flows AS t ON t.journey_flow_id = v.journey_flow_id AND t.step_id = o.next_step_id
), step AS (
    SELECT * FROM linked
    UNION ALL
    SELECT t.id, t.journey_flow_id, t.step_id, t."order", t.question, t.mobile_question, 999, NULL, FALSE, TRUE
      FROM visited AS v JOIN journey_step_flows AS t ON t.id = v.id
     WHERE v.id NOT IN (SELECT id FROM linked)
), answer AS (
    SELECT o.*, EXISTS (SELECT FROM journey_step_flows AS n
                         WHERE n.journey_flow_id = step.journey_flow_id AND n.step_id = o.next_step_id) AS resolved
      FROM step JOIN journey_option_flows AS o ON o.journey_step_flow_id = step.id
)
SELECT (SELECT id FROM intention), (SELECT main_sentiment_id FROM intention),
       (SELECT intention_type FROM intention),
       EXISTS (SELECT FROM flow), (SELECT count(*) FROM linked),
       (SELECT json_agg({_STEP} ORDER BY t.followed, t.priority, t."order", t.step_id, t.id)
          FROM step AS t, intention)::text,
       ARRAY(SELECT o.id FROM answer AS o WHERE NOT o.is_end_state AND NOT o.resolved ORDER BY o.id),
       ARRAY(SELECT o.id FROM answer AS o WHERE o.is_end_state AND NOT EXISTS
                (SELECT FROM movie_suggestion_flows AS g WHERE g.journey_option_flow_id = o.id) ORDER BY o.id)
"""

# Planning it costs more than running it.
_JOURNEY = Prepared(
    "journey",
    _SELECT_JOURNEY,
    sentiment_id="int",
    intention_id="int",
    intention_type="text",
    adjustments="text",
)


@dataclass(frozen=True, slots=True)
class Journey:
    """What the database knows of a pair of ids; `steps` is a JSON array, `unresolved` and `empty` are option ids."""

    intention_id: int | None
    sentiment_id: int | None
    intention_type: str | None
    has_flow: bool
    linked_steps: int
    steps: str | None
    unresolved: list[int]
    empty: list[int]


def select_journey(
    connection: Connection,
    *,
    sentiment_id: int,
    intention_id: int | None,
    intention_type: str | None,
    adjustments: str,
) -> Journey:
    """The journey of an intention, named by its id or by its type under the sentiment."""
    values = {
        "sentiment_id": sentiment_id,
        "intention_id": intention_id,
        "intention_type": intention_type,
        "adjustments": adjustments,
    }
    row = connection.row(_JOURNEY, values)
    assert row is not None
    return Journey(*row)


def select_journey_films(connection: Connection, ids: list[str]) -> dict[str, str]:
    """Film id → the film as a journey shows it, as JSON."""
    rows = connection.rows(
        f"SELECT m.id::text, {FILM}::text FROM movies AS m WHERE m.id = ANY(%(ids)s::uuid[])", {"ids": ids}
    )
    return dict(rows)
