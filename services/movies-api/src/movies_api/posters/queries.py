"""SQL of the posters."""

from uuid import UUID

from suite.database import Connection


def select_title(connection: Connection, film_id: UUID) -> tuple[str, int | None] | None:
    """Title and year of a film."""
    found: tuple[str, int | None] | None = connection.row(
        "SELECT title, year FROM movies WHERE id = %(id)s", {"id": str(film_id)}
    )
    return found
