"""Films of a file into the catalogue: matched with what is there, in batches of one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from movies_api.intake.cast import write_cast
from movies_api.intake.film import ImportedFilm
from movies_api.intake.film_queries import TITLE_TAKEN, fill_films, select_matches, select_slugs
from movies_api.intake.genres import GenreNames
from movies_api.intake.slugs import free_slugs
from movies_api.intake.tables import GENRES, MOVIES
from suite.database import Connection
from suite.ids import uuid7
from suite.imports import FileReport, RowCounts, store_by_halves, upsert
from suite.imports.queries import select_ids
from suite.text.folding import fold

BATCH_FILMS = 500
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
class StoredFilms:
    """What became of a batch; `lines` say which line a film of the database stands on."""

    counts: RowCounts = field(default_factory=RowCounts)
    new: list[tuple[str, ImportedFilm]] = field(default_factory=list)
    refused: list[tuple[ImportedFilm, str]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


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

    def load(self, films: Iterable[ImportedFilm], progress: Callable[[int], None] = lambda done: None) -> None:
        """All films, batch by batch; one that only the database refuses is told and left out."""
        for batch in batched(self._once(films)):
            for part in store_by_halves(self.connection, batch, self._stored, self._refuse):
                self.report.tally(part.counts)
                self._lines |= part.lines
                self.ids |= part.ids
                for film, reason in part.refused:
                    self.report.refuse_row(film.line, reason)
            progress(batch[-1].line)

    def _refuse(self, film: ImportedFilm, reason: str) -> None:
        self.report.refuse_row(film.line, reason)

    def _once(self, films: Iterable[ImportedFilm]) -> Iterator[ImportedFilm]:
        for film in films:
            signs: dict[str, object] = {"title and year": film.key, "id": film.id, "TMDB id": film.tmdb_id}
            lines = {(sign, value): film.line for sign, value in signs.items() if value is not None}
            earlier = [(sign, self._seen[sign, value]) for sign, value in lines if (sign, value) in self._seen]
            if earlier:
                sign, line = earlier[0]
                self.report.refuse_row(film.line, f"the same {sign} as line {line}")
                continue
            self._seen |= lines
            yield film

    def _known_genres(self, batch: Sequence[ImportedFilm]) -> GenreNames:
        known = select_ids(self.connection, GENRES)
        folded = {fold(name) for name in known}
        new = {name for film in batch for name in film.genres if fold(name) not in folded}
        if new:
            upsert(self.connection, GENRES, [{"name": name} for name in sorted(new)], WRITER)
            known = select_ids(self.connection, GENRES)
        return GenreNames(known)

    def _stored(self, batch: Sequence[ImportedFilm]) -> StoredFilms:
        genres = self._known_genres(batch)
        lookups = [
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
        matches = select_matches(self.connection, lookups)
        stored = StoredFilms()
        known: list[tuple[str, ImportedFilm]] = []
        for place, film in enumerate(batch):
            match = matches.get(place)
            if match is None:
                stored.new.append((film.id or str(uuid7()), film))
            elif reason := self._refusal(match, film, stored.lines):
                stored.refused.append((film, reason))
            else:
                known.append((match[0], film))
        stored.lines |= {film_id: film.line for film_id, film in stored.new}
        stored.counts = self._insert(stored.new, genres) + self._change(known, genres)
        pairs = [*stored.new, *known]
        stored.ids = {film.id: film_id for film_id, film in pairs if film.id}
        write_cast(self.connection, pairs)
        return stored

    def _refusal(self, match: tuple[str, int], film: ImportedFilm, lines: dict[str, int]) -> str | None:
        film_id, sign = match
        if sign == TITLE_TAKEN:
            return "another film of that title and year has another TMDB id"
        first = self._lines.get(film_id) or lines.setdefault(film_id, film.line)
        return f"the same film as line {first}, by its other title" if first != film.line else None

    def _insert(self, new: list[tuple[str, ImportedFilm]], genres: GenreNames) -> RowCounts:
        slugs = free_slugs(self.connection, [film for _, film in new])
        rows = [
            {**self._row(film_id, film, genres), "slug": slug} for (film_id, film), slug in zip(new, slugs, strict=True)
        ]
        return upsert(self.connection, MOVIES_INSERTED, rows, WRITER)

    def _change(self, known: list[tuple[str, ImportedFilm]], genres: GenreNames) -> RowCounts:
        if self.overwrite:
            slugs = select_slugs(self.connection, [film_id for film_id, _ in known])
            rows = [{**self._row(film_id, film, genres), "slug": slugs[film_id]} for film_id, film in known]
            return upsert(self.connection, MOVIES_OF_DUMP, rows, WRITER)
        rows = [self._gaps(film_id, film, genres) for film_id, film in known]
        changed = fill_films(self.connection, rows, WRITER) if rows else 0
        return RowCounts(updated=changed, unchanged=len(rows) - changed)

    def _row(self, film_id: str, film: ImportedFilm, known: GenreNames) -> dict[str, Any]:
        return {
            **self._gaps(film_id, film, known),
            "title": film.title,
            "year": film.year,
            "certification": film.certification,
            "adult": film.adult,
            "created_at": film.created_at,
            "updated_at": film.updated_at,
        }

    def _gaps(self, film_id: str, film: ImportedFilm, known: GenreNames) -> dict[str, Any]:
        genres = known.spell(film.genres)
        return {
            **{name: getattr(film, name) for name in FILLABLE},
            "id": film_id,
            "genres": genres,
            "genre_ids": known.ids_of(genres),
        }


def batched(films: Iterable[ImportedFilm], size: int = BATCH_FILMS) -> Iterator[list[ImportedFilm]]:
    """Lists of at most `size` films."""
    iterator = iter(films)
    while batch := list(islice(iterator, size)):
        yield batch
