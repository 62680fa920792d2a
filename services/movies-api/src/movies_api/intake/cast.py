"""The people of imported films."""

from collections.abc import Sequence

from movies_api.intake.film import ImportedFilm
from movies_api.intake.film_queries import select_actor_ids, select_films_with_cast
from movies_api.intake.tables import ACTORS, CAST
from suite.database import Connection
from suite.ids import uuid7
from suite.imports.queries import Row, upsert
from suite.text.folding import fold

WRITER = "import"


def write_cast(connection: Connection, films: Sequence[tuple[str, ImportedFilm]]) -> None:
    """Give films their people; a film whose cast is known keeps it. `films` are (film id, film) pairs."""
    named = [(film_id, film) for film_id, film in films if film.cast]
    if not named:
        return
    known = select_films_with_cast(connection, [film_id for film_id, _ in named])
    missing = [(film_id, film) for film_id, film in named if film_id not in known]
    people = find_people(connection, {name for _, film in missing for name in film.cast})
    rows: dict[tuple[str, str], Row] = {}
    for film_id, film in missing:
        for order, name in enumerate(film.cast):
            person = people[fold(name)]
            rows.setdefault((film_id, person), {"movie_id": film_id, "actor_id": person, "order": order})
    upsert(connection, CAST, list(rows.values()), WRITER, overwrite=False)


def find_people(connection: Connection, names: set[str]) -> dict[str, str]:
    """Folded name → id; people nobody knew are added."""
    spelled = {fold(name): name for name in sorted(names, reverse=True)}
    known = select_actor_ids(connection, spelled)
    new = {key: str(uuid7()) for key in spelled if key not in known}
    rows = [{"id": person, "name": spelled[key]} for key, person in new.items()]
    upsert(connection, ACTORS, rows, WRITER, overwrite=False)
    return known | new
