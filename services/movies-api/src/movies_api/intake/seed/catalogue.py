"""Plant the first catalogue: once, into an empty database, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from movies_api.cache import catalogue_changes
from movies_api.intake import tables
from movies_api.intake.seed import film_rows, journey_rows, people_rows, vocabulary_rows
from movies_api.intake.seed.content import read_seed, seed_intentions
from movies_api.intake.seed.queries import (
    insert_curation,
    is_catalogue_empty,
    lock_catalogue,
    select_people,
    set_active_sentiments,
    set_analyses,
)
from suite.database import Connection, Database
from suite.ids import uuid7
from suite.imports import LoadedTable, upsert
from suite.imports.queries import Row, select_ids
from suite.text.folding import fold

WRITER = "seed"


@dataclass(frozen=True)
class PlantedCatalogue:
    """What was planted; nothing when the database had a catalogue."""

    films: int = 0
    options: int = 0
    suggestions: int = 0


def plant_catalogue(database: Database) -> PlantedCatalogue:
    """Store the seed files. A catalogue that is there already, by an import or by editors, is left alone."""
    with database.transaction() as connection:
        lock_catalogue(connection)
        if not is_catalogue_empty(connection):
            return PlantedCatalogue()
        catalogue_changes(connection)
        return Planting(connection).plant()


class Planting:
    """One planting; later steps need the ids of earlier ones."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plant(self) -> PlantedCatalogue:
        """All tables in the order in which they refer to each other."""
        self._plant_vocabulary()
        films = self._plant_films()
        self._plant_people()
        options, suggestions = self._plant_journeys()
        insert_curation(self._connection, film_rows.curation_row())
        set_active_sentiments(self._connection, {intention.sentiment_id for intention in seed_intentions()})
        return PlantedCatalogue(films, options, suggestions)

    def _plant_vocabulary(self) -> None:
        self._put(tables.GENRES, read_seed("catalogue")["genres"])
        self._put(tables.MAIN_SENTIMENTS, vocabulary_rows.sentiment_rows())
        self._put(tables.SUB_SENTIMENTS, vocabulary_rows.sub_sentiment_rows())
        stored = select_ids(self._connection, tables.SUB_SENTIMENTS)
        self._mains = {name: main for main, name in stored}
        self._subs = {name: number for (_, name), number in stored.items()}
        self._put(tables.GENRE_SUB_SENTIMENTS, vocabulary_rows.genre_sub_sentiment_rows(self._subs))
        self._put(tables.PLATFORMS, vocabulary_rows.platform_rows())

    def _plant_films(self) -> int:
        genres = select_ids(self._connection, tables.GENRES)
        platforms = select_ids(self._connection, tables.PLATFORMS)
        films = self._put(tables.MOVIES, film_rows.movie_rows(genres))
        self._put(tables.MOVIE_SENTIMENTS, film_rows.movie_sentiment_rows(self._subs, self._mains))
        self._put(tables.MOVIE_PLATFORMS, film_rows.movie_platform_rows(platforms))
        self._put(tables.TRAILERS, film_rows.trailer_rows())
        self._put(tables.PILLAR_ARTICLES, film_rows.article_rows())
        set_analyses(self._connection, film_rows.analyses())
        return films

    def _plant_people(self) -> None:
        self._put(tables.ACTORS, ({"id": uuid7(), "name": name} for name in people_rows.people().values()))
        actors = {fold(name): person for name, person in select_people(self._connection)}
        self._put(tables.CAST, people_rows.cast_rows(actors))
        self._put(tables.AWARDS, [{"name": people_rows.OSCAR}])
        award = select_ids(self._connection, tables.AWARDS)[people_rows.OSCAR]
        self._put(
            tables.AWARD_CATEGORIES, ({"award_id": award, "name": name} for name in people_rows.award_categories())
        )
        categories = select_ids(self._connection, tables.AWARD_CATEGORIES)
        for kind, of_films, of_people in (
            ("wins", tables.FILM_WINS, tables.PERSON_WINS),
            ("nominations", tables.FILM_NOMINATIONS, tables.PERSON_NOMINATIONS),
        ):
            films, persons = people_rows.award_rows(kind, award, categories, actors)
            self._put(of_films, films)
            self._put(of_people, persons)

    def _plant_journeys(self) -> tuple[int, int]:
        self._put(tables.JOURNEY_FLOWS, journey_rows.flow_rows())
        self._put(tables.JOURNEY_STEPS, journey_rows.step_rows())
        options = self._put(tables.JOURNEY_OPTIONS, journey_rows.option_rows())
        self._put(tables.OPTION_SUB_SENTIMENTS, journey_rows.expected_rows(self._subs))
        self._put(tables.INTENTIONS, (intention.row() for intention in seed_intentions()))
        self._put(tables.INTENTION_STEPS, journey_rows.link_rows())
        return options, self._put(tables.SUGGESTIONS, journey_rows.suggestion_rows())

    def _put(self, table: LoadedTable, content: Iterable[Row]) -> int:
        return upsert(self._connection, table, list(content), WRITER, overwrite=False).created
