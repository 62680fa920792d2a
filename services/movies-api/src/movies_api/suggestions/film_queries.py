"""SQL of the films as they are compared."""

from collections.abc import Iterable
from typing import Any

from movies_api.folding import folded_word
from movies_api.suggestions.rules import Film
from suite.database import Connection

FILMS = """
SELECT m.id::text, m.genre_keys, m.keywords, m.director, m.year,
       m.imdb_rating, m.vote_average, m.rotten_tomatoes_rating, m.metacritic_rating, m.vote_count,
       m.emotional_entry_type, sentiments.list, platforms.list
  FROM pool JOIN movies AS m ON m.id = pool.id
  LEFT JOIN (SELECT e.movie_id, json_agg(json_build_array(b.name, e.main_sentiment_id, e.relevance)
                                         ORDER BY b.name, b.id) AS list
               FROM movie_sentiments AS e JOIN sub_sentiments AS b ON b.id = e.sub_sentiment_id
              WHERE e.movie_id IN (SELECT id FROM pool) GROUP BY e.movie_id) AS sentiments ON sentiments.movie_id = m.id
  LEFT JOIN (SELECT a.movie_id, json_agg(json_build_array(p.id, a.access_type, p.show_filter)
                                         ORDER BY p.id, a.access_type) AS list
               FROM movie_streaming_platforms AS a JOIN streaming_platforms AS p ON p.id = a.streaming_platform_id
              WHERE a.movie_id IN (SELECT id FROM pool) GROUP BY a.movie_id) AS platforms ON platforms.movie_id = m.id
 ORDER BY m.id"""


def select_films(connection: Connection, ids: Iterable[str]) -> dict[str, Film]:
    """Id → film, of those that are there."""
    statement = f"WITH pool AS (SELECT unnest(%(ids)s::uuid[]) AS id) {FILMS}"
    return {row[0]: make_film(row) for row in connection.rows(statement, {"ids": list(ids)})}


def make_film(row: tuple[Any, ...]) -> Film:
    """A row of FILMS as it is compared."""
    scales = (1, 1, 10, 10)
    ratings = tuple(float(value) / scale for value, scale in zip(row[5:9], scales, strict=True) if value is not None)
    sentiments = [
        (folded_word(name), name, main, None if relevance is None else float(relevance))
        for name, main, relevance in row[11] or ()
    ]
    return Film(
        id=row[0],
        genres=frozenset(row[1]),
        keywords=frozenset(map(folded_word, row[2])),
        director=row[3],
        year=row[4],
        ratings=ratings,
        votes=row[9],
        entry_type=row[10],
        sentiments=tuple(sentiments),
        platforms=tuple(map(tuple, row[12] or ())),
    )
