"""What belongs to a film beside its row: its slug, genres, feelings and platforms."""

from collections.abc import Mapping
from typing import Any

from movies_api.editing import film_queries
from movies_api.intake.film import ImportedFilm
from movies_api.intake.genres import GenreNames
from movies_api.intake.slugs import free_slugs
from movies_api.intake.tables import GENRES
from movies_api.rules import entry_type
from suite.database import Connection
from suite.imports.queries import select_ids

READS = {
    "sentiments": (
        "(SELECT coalesce(json_agg(json_build_object('subSentimentId', ms.sub_sentiment_id,"
        " 'relevance', trim_scale(ms.relevance)) ORDER BY ms.sub_sentiment_id), '[]')"
        " FROM movie_sentiments AS ms WHERE ms.movie_id = r.id)"
    ),
    "platforms": (
        "(SELECT coalesce(json_agg(json_build_object('platformId', mp.streaming_platform_id,"
        " 'accessType', mp.access_type) ORDER BY mp.streaming_platform_id, mp.access_type), '[]')"
        " FROM movie_streaming_platforms AS mp WHERE mp.movie_id = r.id)"
    ),
}


def prepare_film(connection: Connection, values: dict[str, Any], old: Mapping[str, Any] | None) -> dict[str, Any]:
    """Genres in the known spelling with their ids, and a free slug for a new film; a slug is never taken away."""
    if "genres" in values:
        known = GenreNames(select_ids(connection, GENRES))
        spelled = known.spell(values["genres"])
        values |= {"genres": spelled, "genreIds": known.ids_of(spelled)}
    if values.get("slug") is None:
        values.pop("slug", None)
    if old is None and "slug" not in values:
        (values["slug"],) = free_slugs(connection, [ImportedFilm(0, values["title"], values.get("year"))])
    return values


def write_film_links(connection: Connection, film_id: Any, values: dict[str, Any]) -> None:
    """Feelings and platforms as given, and the entry type the feelings stand for."""
    if "sentiments" in values:
        film_queries.replace_sentiments(connection, film_id, values["sentiments"])
        feelings = film_queries.select_feelings(connection, film_id)
        film_queries.update_entry_type(connection, film_id, entry_type(feelings) if feelings else None)
    if "platforms" in values:
        film_queries.replace_platforms(connection, film_id, values["platforms"])
