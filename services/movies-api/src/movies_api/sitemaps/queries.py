"""SQL of the sitemaps."""

from suite.database import Connection
from suite.dates import sql_date

MOST_URLS = 50_000
_SELECT_PAGES = f"""SELECT m.slug, {sql_date("m.updated_at")} FROM movies AS m
    WHERE m.slug IS NOT NULL AND EXISTS (SELECT FROM movie_sentiments AS e WHERE e.movie_id = m.id)
    ORDER BY m.updated_at DESC, m.id LIMIT {MOST_URLS}"""


def select_film_pages(connection: Connection) -> list[tuple[str, str]]:
    """(slug, time of the last change) of the films with a page, latest change first."""
    rows: list[tuple[str, str]] = connection.rows(_SELECT_PAGES)
    return rows
