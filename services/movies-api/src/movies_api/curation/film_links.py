"""Platforms, people, trailers, ratings and Oscars of a film, as others told them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from movies_api.curation import film_links_queries
from movies_api.curation.oscars import Oscar
from movies_api.curation.queries import select_facts
from movies_api.curation.upstream.details import FilmLinks
from movies_api.intake.film_queries import select_actor_ids
from movies_api.intake.tables import ACTORS, PLATFORMS, TRAILERS
from suite.database import Connection
from suite.ids import uuid7
from suite.imports.queries import select_ids, upsert
from suite.text.folding import fold

WRITER = "curation"


def store_links(connection: Connection, film_id: str, links: FilmLinks, *, whole: bool) -> None:
    """Platforms; with `whole` also what the film lacks of the rest."""
    store_platforms(connection, film_id, links.platforms)
    if whole:
        film_links_queries.fill_values(connection, film_id, links.values, links.attribution)
        store_cast(connection, film_id, links.cast)
        upsert(connection, TRAILERS, [{"movie_id": film_id, **row} for row in links.trailers], WRITER, overwrite=False)


def store_platforms(connection: Connection, film_id: str, platforms: list[list[str]]) -> None:
    """The film is exactly here to be seen."""
    known = select_ids(connection, PLATFORMS)
    wanted = [(known[name], access) for name, access in platforms if name in known]
    film_links_queries.replace_platforms(connection, film_id, sorted(set(wanted)))


def store_cast(connection: Connection, film_id: str, cast: list[dict[str, Any]]) -> None:
    """People by their TMDB id, and their parts; a film whose cast is known keeps it."""
    film_links_queries.insert_cast(connection, film_id, [{"new_id": str(uuid7()), **person} for person in cast])


def store_oscars(connection: Connection, film_id: str, oscars: Sequence[Oscar]) -> None:
    """The Oscars of a film that has none yet."""
    film = select_facts(connection, film_id) if oscars else None
    if film is None or film.has_oscars:
        return
    people = people_ids(connection, [one.person for one in oscars if one.person])
    rows = [{**asdict(one), "person_id": people[fold(one.person)] if one.person else None} for one in oscars]
    film_links_queries.insert_oscars(connection, film_id, rows)


def people_ids(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Folded name → id; people nobody knew are new ones."""
    spelled = {fold(name): name for name in names}
    known = select_actor_ids(connection, spelled)
    new = {folded: str(uuid7()) for folded in sorted(spelled) if folded not in known}
    upsert(connection, ACTORS, [{"id": new[folded], "name": spelled[folded]} for folded in new], WRITER)
    return known | new
