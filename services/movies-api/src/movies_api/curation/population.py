"""Films from TMDB into the catalogue, with platforms, people, trailers and OMDb's ratings."""

import unicodedata
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from movies_api.cache import catalogue_changes
from movies_api.curation.batch import FilmTally
from movies_api.curation.curator import CURATED
from movies_api.curation.errors import DONE, UpstreamFailed, WrongUsage
from movies_api.curation.film import FilmFacts
from movies_api.curation.plan import CurationPlan
from movies_api.curation.sources import Subject, subject_of
from movies_api.curation.stored_plan import PlanUndone, require_film, store_plan
from movies_api.curation.upstream import omdb, tmdb
from movies_api.curation.upstream.answers import StoredAnswers
from movies_api.curation.upstream.pace import Pace
from movies_api.curation.upstream.tmdb_films import film_of, links_of
from movies_api.settings import Settings
from suite.database import Database
from suite.imports.rows import open_text, read_csv
from suite.imports.values import BadValue, text_of, whole_of

SECONDS_OF_FILES = 1.0
FilmWish = tuple[int | None, str | None, int | None]


@dataclass
class Populating:
    """What a command asks TMDB and OMDb with."""

    database: Database
    tmdb: tmdb.Tmdb
    omdb: omdb.Omdb
    refresh: bool

    @classmethod
    def of(cls, database: Database, settings: Settings, arguments: Namespace, seconds: float = 0.0) -> "Populating":
        """As the arguments want it; ProviderNotConfigured."""
        mode = {"fresh": arguments.refresh, "dry_run": arguments.dry_run}
        of_tmdb = StoredAnswers(database, tmdb.SOURCE, tmdb.ATTRIBUTION, tmdb.KEPT_DAYS, **mode)
        of_omdb = StoredAnswers(database, omdb.SOURCE, omdb.ATTRIBUTION, omdb.KEPT_DAYS, **mode)
        return cls(
            database,
            tmdb.Tmdb(settings, of_tmdb, Pace(seconds)),
            omdb.Omdb(settings, of_omdb),
            arguments.refresh,
        )

    def subject(self, tmdb_id: int | None, title: str | None, year: int | None) -> Subject:
        """A film of TMDB; of one that is in the catalogue only platforms count, unless everything is refreshed."""
        answer = self.tmdb.details(tmdb_id or self.tmdb.find(title or "", year))
        try:
            film, links = film_of(answer), links_of(answer)
        except BadValue as problem:
            raise UpstreamFailed(f"TMDB: {problem}") from None
        except (TypeError, ValueError, KeyError, AttributeError):
            raise UpstreamFailed("TMDB: the answer is not as documented") from None
        for person in links.cast:
            if not is_latin(person["name"]):
                person["name"] = self.tmdb.english_name(person["tmdb_id"], person["name"])
        ratings = self.omdb.values(answer.get("imdb_id"))
        links.values |= ratings
        links.attribution += [omdb.ATTRIBUTION] if ratings else []
        with self.database.read() as connection:
            subject = subject_of(connection, film)
        if subject.refusal:
            raise subject.refusal
        facts = subject.facts
        known, facts = facts.id, replace(facts, awards=facts.awards or ratings.get("awards_summary"))
        plan = (
            CurationPlan(movie_id=known, links=links)
            if known and not self.refresh
            else CurationPlan(film=film, links=links)
        )
        return Subject(facts, plan)


def populated_film(database: Database, settings: Settings, arguments: Namespace) -> Subject:
    """The named film as TMDB knows it."""
    populating = Populating.of(database, settings, arguments)
    return populating.subject(arguments.tmdb_id, arguments.title, arguments.year)


def populate_films(database: Database, settings: Settings, arguments: Namespace) -> tuple[dict[str, Any], int]:
    """Store the named film or those of a file; JSON and exit status."""
    if arguments.file:
        populating = Populating.of(database, settings, arguments, SECONDS_OF_FILES)
        tally = FilmTally(None)
        for wish in films_of_file(arguments.file, tally):
            with tally.film(FilmFacts(wish[1] or f"TMDB {wish[0]}", wish[2], tmdb_id=wish[0])):
                store(populating, wish, dry_run=arguments.dry_run)
                tally.counts[CURATED] += 1
        return tally.answer()
    if not arguments.tmdb_id and not arguments.title:
        raise WrongUsage("say which film: --tmdbId, --title with --year, or --file")
    populating = Populating.of(database, settings, arguments)
    return store(populating, (arguments.tmdb_id, arguments.title, arguments.year), dry_run=arguments.dry_run), DONE


def store(populating: Populating, wish: FilmWish, *, dry_run: bool) -> dict[str, Any]:
    """One film in one transaction; what is told of it."""
    plan = populating.subject(*wish).plan
    try:
        with populating.database.transaction() as connection:
            film = require_film(connection, store_plan(connection, plan))
            catalogue_changes(connection)
            if dry_run:
                raise PlanUndone
    except PlanUndone:
        pass
    links = plan.links
    return {
        "success": True,
        "movie": {"title": film.title, "year": film.year, "id": film.id},
        "curedData": None,
        "platforms": links.platforms if links else [],
        "skippedPlatforms": links.skipped if links else [],
    }


def films_of_file(path: Path, tally: FilmTally) -> Iterator[FilmWish]:
    """TMDB ids, titles and years of a table; rows that name no film are counted."""
    with open_text(path) as file:
        for row in read_csv(file):
            try:
                wish = whole_of(row.content, "tmdbId"), text_of(row.content, "title"), whole_of(row.content, "year")
                problem = row.problem or (None if wish[0] or wish[1] else "neither tmdbId nor title")
            except BadValue as refused:
                problem = str(refused)
            if problem:
                tally.refuse(FilmFacts(f"{path.name}:{row.line}", None), WrongUsage(problem))
            else:
                yield wish


def is_latin(name: str) -> bool:
    """Whether all letters are Latin."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())
