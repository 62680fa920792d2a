"""SQL of the public site: start page, film, sentiment."""

from movies_api.journeys.flow_queries import flow_json
from movies_api.movies.shapes import film_members
from movies_api.search.queries import is_name, is_title
from movies_api.search.titles import compact_title
from movies_api.wire import TRIMMED, array_of, object_of, timestamps
from suite.database import Connection

_FILM = object_of(film_members(TRIMMED))
_SENTIMENT = {
    "id": "s.id",
    "name": "s.name",
    "description": "s.description",
    "shortDescription": "s.short_description",
    "keywords": "s.keywords",
    **timestamps("s"),
}
_COUNTED = object_of(
    {
        **_SENTIMENT,
        "_count": """json_build_object('movieSentiment',
            (SELECT count(*) FROM movie_sentiments AS e WHERE e.main_sentiment_id = s.id))""",
    }
)
_JOURNEY = object_of(
    {
        "id": "f.id",
        "mainSentimentId": "f.main_sentiment_id",
        **timestamps("f"),
        "mainSentiment": object_of(_SENTIMENT),
        "_count": """json_build_object('steps',
            (SELECT count(*) FROM journey_step_flows AS t WHERE t.journey_flow_id = f.id))""",
    }
)
_BEST = "m.vote_average DESC NULLS LAST, m.id"
_HOME = object_of(
    {
        "featuredMovies": array_of(
            _FILM, f"(SELECT * FROM movies AS m WHERE NOT m.adult ORDER BY {_BEST} LIMIT 6) AS m", _BEST
        ),
        "mainSentiments": array_of(
            _COUNTED, "(SELECT * FROM main_sentiments WHERE is_active ORDER BY id LIMIT 4) AS s", "s.id"
        ),
        "featuredJourneys": array_of(
            _JOURNEY,
            """(SELECT f.* FROM journey_flows AS f JOIN main_sentiments AS s ON s.id = f.main_sentiment_id
                WHERE s.is_active ORDER BY f.main_sentiment_id LIMIT 3) AS f
                JOIN main_sentiments AS s ON s.id = f.main_sentiment_id""",
            "f.main_sentiment_id",
        ),
    }
)
# A film without sentiments shares none: the count keeps PostgreSQL from looking at every film to find that out.
_SHARING = f"""(SELECT m.* FROM movies AS m
    WHERE (SELECT count(*) FROM movie_sentiments AS o WHERE o.movie_id = page.id) > 0
      AND m.id <> page.id AND EXISTS (SELECT FROM movie_sentiments AS e WHERE e.movie_id = m.id
        AND e.main_sentiment_id IN (SELECT o.main_sentiment_id FROM movie_sentiments AS o WHERE o.movie_id = page.id))
    ORDER BY {_BEST} LIMIT 6) AS m"""
_SELECT_FILM_PAGE = f"""
SELECT json_build_object('movie', (SELECT {_FILM} FROM movies AS m WHERE m.id = page.id),
                         'similarMovies', {array_of(_FILM, _SHARING, _BEST)})::text
  FROM (SELECT id FROM ((SELECT id, 0 AS place, NULL::int AS year FROM movies WHERE slug = %(slug)s)
        UNION ALL (SELECT m.id, 1, m.year FROM movies AS m
                    WHERE %(title_compact)s <> ''
                      AND (m.title_compact ^@ %(title_compact)s OR m.original_compact ^@ %(title_compact)s)
                    ORDER BY {is_title("title")} DESC, {is_name("title")} DESC, m.year DESC NULLS LAST, m.id
                    LIMIT 1)) AS found ORDER BY place LIMIT 1) AS page"""
_SUB_SENTIMENTS = array_of(
    object_of(
        {
            "id": "b.id",
            "name": "b.name",
            "description": "b.description",
            "keywords": "b.keywords",
            "mainSentimentId": "b.main_sentiment_id",
            **timestamps("b"),
        }
    ),
    "sub_sentiments AS b WHERE b.main_sentiment_id = s.id",
    "b.id",
)
_INTENTIONS = array_of(
    object_of(
        {
            "id": "i.id",
            "mainSentimentId": "i.main_sentiment_id",
            "intentionType": "i.intention_type",
            "description": "i.description",
            "preferredGenres": "i.preferred_genres",
            "avoidGenres": "i.avoid_genres",
            "emotionalTone": "i.emotional_tone",
            **timestamps("i"),
        }
    ),
    "emotional_intentions AS i WHERE i.main_sentiment_id = s.id",
    "i.id",
)
_OF_SENTIMENT = f"""(SELECT m.* FROM movies AS m WHERE EXISTS (SELECT FROM movie_sentiments AS e
    WHERE e.movie_id = m.id AND e.main_sentiment_id = s.id) ORDER BY {_BEST} LIMIT 20) AS m"""
_SENTIMENT_PAGE = object_of(
    {
        "sentiment": object_of({**_SENTIMENT, "subSentiments": _SUB_SENTIMENTS, "emotionalIntentions": _INTENTIONS}),
        "movies": array_of(_FILM, _OF_SENTIMENT, _BEST),
        "journey": flow_json("s.id"),
    }
)
# `Feliz / Alegre` → `feliz-alegre`; `feliz` finds it too, whole words before parts of them.
_SLUG = "trim(both '-' from regexp_replace(fold(s.name), '[^[:alnum:]]+', '-', 'g'))"
_SELECT_SENTIMENT_PAGE = f"""SELECT {_SENTIMENT_PAGE}::text FROM main_sentiments AS s
    WHERE s.is_active AND %(slug)s <> '' AND starts_with({_SLUG}, %(slug)s)
    ORDER BY {_SLUG} = %(slug)s DESC, starts_with({_SLUG}, %(slug)s || '-') DESC, s.id LIMIT 1"""


def select_home(connection: Connection) -> str:
    """The start page as JSON."""
    return str(connection.value(f"SELECT {_HOME}::text"))


def select_film_page(connection: Connection, slug: str) -> str | None:
    """A film, found by slug or by the beginning of its title, and films that share a sentiment with it, as JSON."""
    found: str | None = connection.value(_SELECT_FILM_PAGE, {"slug": slug, "title_compact": compact_title(slug)})
    return found


def select_sentiment_page(connection: Connection, slug: str) -> str | None:
    """A sentiment, found by the beginning of its name, with all that belongs to it, as JSON."""
    found: str | None = connection.value(_SELECT_SENTIMENT_PAGE, {"slug": slug})
    return found
