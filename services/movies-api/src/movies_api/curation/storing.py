"""Platforms, people, trailers and ratings of a film that another catalogue described."""

from typing import Any

from movies_api.curation import storing_queries
from movies_api.curation.upstream.details import FilmLinks
from movies_api.loading.queries import select_ids, upsert
from movies_api.loading.tables import PLATFORMS, TRAILERS
from suite.database import Connection
from suite.ids import uuid7

WRITER = "curation"


def store_links(connection: Connection, film_id: str, links: FilmLinks, *, whole: bool) -> None:
    """Platforms; with `whole` also what the film lacks of the rest."""
    store_platforms(connection, film_id, links.platforms)
    if whole:
        storing_queries.fill_values(connection, film_id, links.values, links.attribution)
        store_cast(connection, film_id, links.cast)
        upsert(connection, TRAILERS, [{"movie_id": film_id, **row} for row in links.trailers], WRITER, overwrite=False)


def store_platforms(connection: Connection, film_id: str, platforms: list[list[str]]) -> None:
    """The film is exactly here to be seen."""
    known = select_ids(connection, PLATFORMS)
    wanted = [(known[name], access) for name, access in platforms if name in known]
    storing_queries.replace_platforms(connection, film_id, sorted(set(wanted)))


def store_cast(connection: Connection, film_id: str, cast: list[dict[str, Any]]) -> None:
    """People by their TMDB id, and their parts; a film whose cast is known keeps it."""
    storing_queries.insert_cast(connection, film_id, [{"new_id": str(uuid7()), **person} for person in cast])
