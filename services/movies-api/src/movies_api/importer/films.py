"""Films of a file into the catalogue: matched with what is there, in batches of one transaction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import psycopg2
import psycopg2.errors

from movies_api.importer.cast import write_cast
from movies_api.importer.film import Film
from movies_api.importer.film_queries import TITLE_TAKEN, fill_films, select_matches, select_slugs
from movies_api.importer.genres import GenreNames
from movies_api.importer.report import FileReport, first_line
from movies_api.importer.slugs import free_slugs
from movies_api.loading.counts import Counts
from movies_api.loading.queries import select_ids, upsert
from movies_api.loading.tables import GENRES, MOVIES
from suite.database import Connection, ConstraintViolated
from suite.ids import uuid7
from suite.text.folding import fold

BATCH_FILMS = 500
# What one film may be to blame for: values no column or index takes, texts that are none.
REFUSALS = (psycopg2.DataError, psycopg2.errors.ProgramLimitExceeded, ConstraintViolated, TypeError, ValueError)
WRITER = "import"
FILLABLE = (
    "original_title",
    "director",
    "genres",
    "keywords",
    "description",
    "thumbnail",
    "vote_average",
    "vote_count",
    "runtime",
    "tmdb_id",
    "source",
)

# What the dump knows of a film; the rest of its row is none of the dump's business.
DUMPED = (
    "id",
    "title",
    "year",
    "director",
    "genres",
    "keywords",
    "genre_ids",
    "description",
    "thumbnail",
    "original_title",
    "vote_average",
    "vote_count",
    "certification",
    "adult",
    "slug",
)
MOVIES_OF_DUMP = MOVIES.only(*DUMPED)
MOVIES_INSERTED = MOVIES.only(*DUMPED, "runtime", "tmdb_id", "source")


@dataclass
class FilmImport:
    """One file's films. With `overwrite` its values replace those of known films, else they fill gaps.

    `ids` maps the id a row brought to the id of the film it became.
    """

    connection: Connection
    report: FileReport
    overwrite: bool = False
    ids: dict[str, str] = field(default_factory=dict)
    _seen: dict[tuple[str, object], int] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)

    @property
    def film_ids(self) -> list[str]:
        """The films of the file as they are stored, in its order."""
        return list(self._lines)

    def load(self, films: Iterable[Film], progress: Callable[[int], None] = lambda done: None) -> None:
        """All films, batch by batch."""
        for batch in batched(self._once(films)):
            self._load_storable(batch)
            progress(batch[-1].line)

    def _load_storable(self, batch: list[Film]) -> None:
        """The films of a batch the database takes; what it refuses is looked for in halves and reported."""
        before = self.report.counts, list(self.report.refused), dict(self._lines), dict(self.ids)
        self.connection.run("SAVEPOINT films")
        try:
            self._genres = self._known_genres(batch)
            self._load_batch(batch)
        except REFUSALS as error:
            self.connection.run("ROLLBACK TO SAVEPOINT films")
            self.report.counts, self.report.refused, self._lines, self.ids = before
            if len(batch) == 1:
                self.report.refuse(batch[0].line, f"cannot be stored: {first_line(error)}")
                return
            half = len(batch) // 2
            self._load_storable(batch[:half])
            self._load_storable(batch[half:])
        self.connection.run("RELEASE SAVEPOINT films")

    def _once(self, films: Iterable[Film]) -> Iterator[Film]:
        for film in films:
            signs: dict[str, object] = {"title and year": film.key, "id": film.id, "TMDB id": film.tmdb_id}
            told = {(sign, value): film.line for sign, value in signs.items() if value is not None}
            earlier = [(sign, self._seen[sign, value]) for sign, value in told if (sign, value) in self._seen]
            if earlier:
                sign, line = earlier[0]
                self.report.refuse(film.line, f"the same {sign} as line {line}")
                continue
            self._seen |= told
            yield film

    def _known_genres(self, batch: list[Film]) -> GenreNames:
        known = select_ids(self.connection, GENRES)
        folded = {fold(name) for name in known}
        new = {name for film in batch for name in film.genres if fold(name) not in folded}
        if new:
            upsert(self.connection, GENRES, [{"name": name} for name in sorted(new)], WRITER)
            known = select_ids(self.connection, GENRES)
        return GenreNames(known)

    def _load_batch(self, batch: list[Film]) -> None:
        asked = [
            {
                "place": place,
                "id": film.id,
                "tmdb_id": film.tmdb_id,
                "title": film.title,
                "original_title": film.original_title,
                "year": film.year,
            }
            for place, film in enumerate(batch)
        ]
        matches = select_matches(self.connection, asked)
        new: list[tuple[str, Film]] = []
        known: list[tuple[str, Film]] = []
        for place, film in enumerate(batch):
            match = matches.get(place)
            if match is None:
                new.append((film.id or str(uuid7()), film))
            elif self._is_free(match, film):
                known.append((match[0], film))
        self._lines |= {film_id: film.line for film_id, film in new}
        self._insert(new)
        self._change(known)
        pairs = [*new, *known]
        self.ids |= {film.id: film_id for film_id, film in pairs if film.id}
        write_cast(self.connection, pairs)

    def _is_free(self, match: tuple[str, int], film: Film) -> bool:
        film_id, sign = match
        if sign == TITLE_TAKEN:
            self.report.refuse(film.line, "another film of that title and year has another TMDB id")
            return False
        first = self._lines.setdefault(film_id, film.line)
        if first != film.line:
            self.report.refuse(film.line, f"the same film as line {first}, by its other title")
            return False
        return True

    def _insert(self, new: list[tuple[str, Film]]) -> None:
        slugs = free_slugs(self.connection, [film for _, film in new])
        rows = [{**self._row(film_id, film), "slug": slug} for (film_id, film), slug in zip(new, slugs, strict=True)]
        self.report.counts += upsert(self.connection, MOVIES_INSERTED, rows, WRITER)

    def _change(self, known: list[tuple[str, Film]]) -> None:
        if self.overwrite:
            slugs = select_slugs(self.connection, [film_id for film_id, _ in known])
            rows = [{**self._row(film_id, film), "slug": slugs[film_id]} for film_id, film in known]
            self.report.counts += upsert(self.connection, MOVIES_OF_DUMP, rows, WRITER)
            return
        rows = [self._gaps(film_id, film) for film_id, film in known]
        changed = fill_films(self.connection, rows, WRITER) if rows else 0
        self.report.counts += Counts(updated=changed, unchanged=len(rows) - changed)

    def _row(self, film_id: str, film: Film) -> dict[str, Any]:
        genres = self._genres.spell(film.genres)
        return {
            **{name: getattr(film, name) for name in FILLABLE},
            "id": film_id,
            "title": film.title,
            "year": film.year,
            "genres": genres,
            "genre_ids": self._genres.ids_of(genres),
            "certification": film.certification,
            "adult": film.adult,
            "created_at": film.created_at,
            "updated_at": film.updated_at,
        }

    def _gaps(self, film_id: str, film: Film) -> dict[str, Any]:
        genres = self._genres.spell(film.genres)
        return {
            **{name: getattr(film, name) for name in FILLABLE},
            "id": film_id,
            "genres": genres,
            "genre_ids": self._genres.ids_of(genres),
        }


def batched(films: Iterable[Film], size: int = BATCH_FILMS) -> Iterator[list[Film]]:
    """Lists of at most `size` films."""
    iterator = iter(films)
    while batch := list(islice(iterator, size)):
        yield batch
