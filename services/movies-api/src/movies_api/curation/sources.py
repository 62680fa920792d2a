"""Where the films of a command come from: the catalogue, a table of TMDB, or TMDB itself."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from movies_api.curation.errors import FilmUnknown, RejectedByRule
from movies_api.curation.film import FilmFacts, facts_of
from movies_api.curation.option_scores import RATED_FOR_POPULATE, require_rating
from movies_api.curation.plan import CurationPlan, plan_of
from movies_api.curation.queries import select_all_film_ids, select_facts, select_film_id
from movies_api.curation.run import Run
from movies_api.intake.film import ImportedFilm
from movies_api.intake.film_queries import TITLE_TAKEN, select_matches
from movies_api.intake.tmdb import tmdb_films
from suite.database import Connection, Database
from suite.imports import FileReport, describe, open_text


@dataclass(frozen=True)
class Subject:
    """A film to curate: what is known and how it will be stored. With `refusal` it is not."""

    facts: FilmFacts
    plan: CurationPlan
    refusal: RejectedByRule | None = None


def films_of_table(database: Database, path: Path, report: FileReport) -> Iterator[Subject]:
    """The films of a TMDB table in its order; unreadable rows go to the report."""
    with open_text(path) as file:
        for film in tmdb_films(file, report):
            try:
                with database.read() as connection:
                    subject = subject_of(connection, film)
            except psycopg2.DataError as error:
                report.refuse_row(film.line, f"the database refuses it: {describe(error)}")
                continue
            yield subject


def subject_of(connection: Connection, film: ImportedFilm) -> Subject:
    """A film of a source, together with what is stored of it."""
    plan = CurationPlan(film=film)
    try:
        facts = known_facts(connection, film)
        # A film that is in the catalogue already was let in by somebody.
        if facts.id is None:
            require_rating(facts.vote_average, RATED_FOR_POPULATE)
    except RejectedByRule as refusal:
        return Subject(facts_of(film), plan, refusal)
    return Subject(facts, plan)


def known_facts(connection: Connection, film: ImportedFilm) -> FilmFacts:
    """What the catalogue and the source know together; RejectedByRule when two films would be taken for one."""
    lookups = {
        "place": 0,
        "id": None,
        "tmdb_id": film.tmdb_id,
        "title": film.title,
        "original_title": film.original_title,
        "year": film.year,
    }
    match = select_matches(connection, [lookups]).get(0)
    if match is None:
        return facts_of(film)
    film_id, sign = match
    if sign == TITLE_TAKEN:
        raise RejectedByRule("another film of that title and year has another TMDB id")
    stored = select_facts(connection, film_id)
    return stored.filled_from(film) if stored else facts_of(film)


def stored_film(
    database: Database, *, film_id: str | None, tmdb_id: int | None, title: str | None, year: int | None
) -> Subject:
    """A film of the catalogue; FilmUnknown."""
    with database.read() as connection:
        found = film_id or select_film_id(connection, tmdb_id=tmdb_id, title=title, year=year)
        facts = select_facts(connection, found) if found else None
    if facts is None:
        raise FilmUnknown()
    return Subject(facts, CurationPlan(movie_id=facts.id))


def resumed_film(database: Database, run: Run) -> Subject:
    """The film of an earlier run, as that run found it."""
    plan = plan_of(run.payload["source"])
    if plan.film is None:
        return stored_film(database, film_id=run.movie_id or plan.movie_id, tmdb_id=None, title=None, year=None)
    with database.read() as connection:
        return Subject(known_facts(connection, plan.film), plan)


def films_of_catalogue(database: Database) -> Iterator[Subject]:
    """Films nobody has judged yet."""
    with database.read() as connection:
        film_ids = select_all_film_ids(connection, judged=False)
    for film_id in film_ids:
        # One that was deleted since is none to judge.
        with suppress(FilmUnknown):
            yield stored_film(database, film_id=film_id, tmdb_id=None, title=None, year=None)
