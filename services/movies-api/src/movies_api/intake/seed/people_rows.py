"""Cast and awards of the seed files as rows; `actors` maps a folded name to an id."""

from collections.abc import Iterator, Mapping
from typing import Any

from movies_api.intake.seed.content import read_seed
from movies_api.intake.seed.vocabulary_rows import Ids, Row
from suite.text.folding import fold

OSCAR = "Oscar"


def people() -> dict[str, str]:
    """Folded name → name of everybody the seeds mention."""
    return {
        fold(name): name
        for film in read_seed("films")
        for name in [*(actor for actor, _ in film["cast"]), *awarded_people(film)]
    }


def awarded_people(film: Mapping[str, Any]) -> list[str]:
    """Who won or was nominated for the film."""
    oscars = film["oscars"] or {"wins": [], "nominations": []}
    return [person for _, person in [*oscars["wins"], *oscars["nominations"]] if person]


def cast_rows(actors: Mapping[str, str]) -> Iterator[Row]:
    """Main cast; `actors` maps a folded name to an id."""
    for film in read_seed("films"):
        for order, (name, character) in enumerate(film["cast"]):
            yield {
                "movie_id": film["id"],
                "actor_id": actors[fold(name)],
                "character_name": character,
                "order": order,
            }


def award_categories() -> list[str]:
    """Every category somebody won or was nominated in."""
    return sorted(
        {
            category
            for film in read_seed("films")
            if film["oscars"]
            for kind in ("wins", "nominations")
            for category, _ in film["oscars"][kind]
        }
    )


def award_rows(kind: str, award: int, categories: Ids, actors: Mapping[str, str]) -> tuple[list[Row], list[Row]]:
    """Awards of films and of people; `kind` is wins or nominations."""
    films: list[Row] = []
    persons: list[Row] = []
    for film in read_seed("films"):
        for category, person in (film["oscars"] or {kind: []})[kind]:
            row = {
                "award_id": award,
                "award_category_id": categories[award, category],
                "year": film["oscars"]["year"],
            }
            if person:
                persons.append({**row, "person_id": actors[fold(person)], "for_movie_id": film["id"]})
            else:
                films.append({**row, "movie_id": film["id"]})
    return films, persons
