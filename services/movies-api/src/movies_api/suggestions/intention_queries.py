"""SQL of what an intention looks for."""

from movies_api.folding import folded_word
from movies_api.suggestions.profile import Curated, Intention
from movies_api.suggestions.rules import UNKNOWN
from suite.database import Connection

# So many films of an option say what editors have in mind.
EXAMPLES = 20
EXAMPLES_COLUMN = 10
_SELECT_INTENTION = f"""
SELECT i.id, i.main_sentiment_id, i.intention_type, i.emotional_tone, i.preferred_genres, i.avoid_genres,
       i.sub_sentiment_weights, ARRAY(SELECT DISTINCT name FROM sub_sentiments ORDER BY name),
       ARRAY(SELECT name FROM sub_sentiments WHERE main_sentiment_id = i.main_sentiment_id ORDER BY id),
       (SELECT coalesce(json_agg(json_build_array(o.id, b.name, e.weight) ORDER BY o.id, b.id), '[]')
          FROM emotional_intention_journey_steps AS l
          JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
          JOIN journey_option_flow_sub_sentiments AS e ON e.journey_option_flow_id = o.id
          JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
         WHERE l.emotional_intention_id = i.id),
       (SELECT coalesce(json_agg(json_build_array(c.option_id, c.movie_id, c.genre_keys, ARRAY(
                   SELECT json_build_array(b.name, e.relevance) FROM movie_sentiments AS e
                     JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
                    WHERE e.movie_id = c.movie_id ORDER BY b.name, b.id))), '[]')
          FROM (SELECT g.journey_option_flow_id AS option_id, g.movie_id, m.genre_keys
                  FROM emotional_intention_journey_steps AS l
                  JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
                 CROSS JOIN LATERAL (SELECT * FROM movie_suggestion_flows AS s WHERE s.journey_option_flow_id = o.id
                                      ORDER BY s.relevance_score DESC NULLS LAST, s.movie_id LIMIT {EXAMPLES}) AS g
                  JOIN movies AS m ON m.id = g.movie_id
                 WHERE l.emotional_intention_id = i.id ORDER BY o.id, g.movie_id) AS c),
       ARRAY(SELECT o.id FROM emotional_intention_journey_steps AS l
               JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
              WHERE l.emotional_intention_id = i.id ORDER BY o.id),
       EXISTS (SELECT FROM journey_flows WHERE main_sentiment_id = %(sentiment_id)s),
       (SELECT count(*) FROM emotional_intention_journey_steps WHERE emotional_intention_id = i.id),
       (SELECT max(year) FROM movies), (SELECT max(vote_count) FROM movies)
  FROM emotional_intentions AS i
 WHERE i.id = %(intention_id)s
    OR (i.main_sentiment_id = %(sentiment_id)s AND i.intention_type = %(intention_type)s)
"""


def select_intention(
    connection: Connection, *, sentiment_id: int, intention_id: int | None, intention_type: str | None
) -> Intention | None:
    """The intention, named by its id or by its type under the sentiment."""
    values = {"sentiment_id": sentiment_id, "intention_id": intention_id, "intention_type": intention_type}
    row = connection.row(_SELECT_INTENTION, values)
    if row is None:
        return None
    columns = list(row)
    columns[EXAMPLES_COLUMN] = [make_example(*one) for one in row[EXAMPLES_COLUMN]]
    return Intention(*columns)


def make_example(
    option_id: int, film_id: str, genres: list[str], sentiments: list[tuple[str, float | None]]
) -> Curated:
    """A curated film as rows tell it."""
    strengths: dict[str, float] = {}
    for name, relevance in sentiments:
        folded = folded_word(name)
        strengths[folded] = max(strengths.get(folded, 0.0), UNKNOWN if relevance is None else float(relevance))
    return Curated(option_id, film_id, genres, strengths)
