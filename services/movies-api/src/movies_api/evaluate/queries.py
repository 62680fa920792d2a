"""SQL of the evaluation: every judged answer, every film, every word a feeling is told by."""

from typing import Any

from movies_api.curation.plan_queries import WRITER
from movies_api.suggestions.film_queries import FILMS
from suite.database import Connection

# What the curation put under an answer by itself is no judgement to measure an order by.
_BY_EDITORS = f"NOT (g.created_by = '{WRITER}' AND g.updated_by = '{WRITER}')"
_SELECT_ANSWERS = f"""
SELECT o.id, f.main_sentiment_id, linked.emotional_intention_id,
       ARRAY(SELECT g.movie_id::text FROM movie_suggestion_flows AS g JOIN movies AS m ON m.id = g.movie_id
              WHERE g.journey_option_flow_id = o.id AND NOT m.adult AND {_BY_EDITORS} ORDER BY g.movie_id),
       (SELECT coalesce(json_agg(json_build_array(o.id, b.name, e.weight) ORDER BY b.id), '[]')
          FROM journey_option_flow_sub_sentiments AS e JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
         WHERE e.journey_option_flow_id = o.id)
  FROM journey_option_flows AS o
  JOIN journey_step_flows AS s ON s.id = o.journey_step_flow_id
  JOIN journey_flows AS f ON f.id = s.journey_flow_id
  JOIN main_sentiments AS n ON n.id = f.main_sentiment_id
  LEFT JOIN LATERAL (SELECT l.emotional_intention_id FROM emotional_intention_journey_steps AS l
                      WHERE l.journey_step_flow_id = s.id ORDER BY l.emotional_intention_id LIMIT 1) AS linked ON TRUE
 WHERE n.name <> %(neutral)s AND EXISTS (
       SELECT FROM movie_suggestion_flows AS g WHERE g.journey_option_flow_id = o.id AND {_BY_EDITORS})
 ORDER BY o.id
"""
_SELECT_FILMS = f"WITH pool AS (SELECT id FROM movies WHERE NOT adult) {FILMS}"
# The genres of the old neutral journey are no feeling: what stood under "Ação" says nothing of one.
NEUTRAL = "Neutro / Indiferente"


def select_answers(connection: Connection) -> list[tuple[Any, ...]]:
    """(option id, sentiment id, intention id or None, film ids, expected as in Intention) of each judged answer."""
    return connection.rows(_SELECT_ANSWERS, {"neutral": NEUTRAL})


def select_all_films(connection: Connection) -> list[tuple[Any, ...]]:
    """Rows of FILMS."""
    return connection.rows(_SELECT_FILMS)


def select_measures(connection: Connection) -> tuple[int | None, int | None]:
    """Latest year and most votes of the catalogue."""
    row = connection.row("SELECT max(year), max(vote_count) FROM movies")
    assert row is not None
    return row[0], row[1]


def select_own_names(connection: Connection, sentiment_id: int) -> list[str]:
    """Names of the sub-sentiments of a sentiment."""
    rows = connection.rows(
        "SELECT name FROM sub_sentiments WHERE main_sentiment_id = %(id)s ORDER BY id", {"id": sentiment_id}
    )
    return [name for (name,) in rows]
