"""SQL of the films of the day (daily_curations)."""

from movies_api.posters.addresses import poster_of
from movies_api.wire import array_of, object_of, timestamps
from suite.database import Connection
from suite.dates import sql_date

_PICKS = {
    "id": "c.id",
    "buttonTitle": "c.button_title",
    "buttonMicrocopy": "c.button_microcopy",
    "headerPhrase": "c.header_phrase",
}
_REST = {
    "isActive": "c.is_active",
    "startDate": sql_date("c.start_date"),
    "endDate": sql_date("c.end_date"),
    "priority": "c.priority",
    **timestamps("c"),
}
_FILM = object_of(
    {
        "id": "m.id",
        "title": "m.title",
        "year": "m.year",
        "thumbnail": poster_of("m"),
        "slug": "m.slug",
        "genres": "m.genres",
        "pillarArticle": """(SELECT json_build_object('slug', x.slug) FROM movie_pillar_articles AS x
            WHERE x.movie_id = m.id ORDER BY x.id LIMIT 1)""",
    }
)
_FILMS = array_of(
    _FILM,
    "unnest(c.movie_ids) WITH ORDINALITY AS chosen (id, place) JOIN movies AS m ON m.id = chosen.id",
    "chosen.place",
)
_CURRENT = """FROM daily_curations AS c WHERE c.is_active AND now() BETWEEN c.start_date AND c.end_date
    ORDER BY c.priority DESC, c.start_date DESC, c.id DESC LIMIT 1"""
_SHORT = {**_PICKS, "movieIds": "c.movie_ids", **_REST}
_FULL = {**_PICKS, **_REST, "movies": _FILMS}


def select_current_picks(connection: Connection, *, films: bool) -> str | None:
    """The pick of this moment as JSON, with its films or with their ids."""
    found: str | None = connection.value(f"SELECT {object_of(_FULL if films else _SHORT)}::text {_CURRENT}")
    return found
