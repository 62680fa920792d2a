"""`importer`: exit status 0 done, 1 failed (or rows skipped with --strict), 2 usage."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import psycopg2
from rich.console import Console
from rich.progress import Progress

from movies_api.cache import catalogue_changes
from movies_api.curation.errors import NoVocabulary
from movies_api.curation.lexicon.films import judge_films
from movies_api.intake.dump.folder import import_dump
from movies_api.intake.film import ImportedFilm
from movies_api.intake.films import FilmImport
from movies_api.intake.tmdb import tmdb_films
from movies_api.intake.wikipedia import wikipedia_films
from movies_api.settings import Settings
from suite.database import Connection, ConstraintViolated, Database
from suite.errors import Unavailable
from suite.imports import FileReport, RunReport, UnusableFile, leaving_nothing, open_text
from suite.settings import load_settings

DONE, FAILED = 0, 1
Run = Callable[[Database, argparse.Namespace, RunReport, Progress], None]


def main(argv: list[str], *, legacy: bool = False) -> int:
    """Import what the arguments name; the exit status of the process. `legacy` is the command for older sources."""
    options = parser(legacy=legacy)
    arguments = options.parse_args(argv)
    if not (arguments.dump or arguments.tmdb_csv or arguments.wikipedia_json):
        options.error(f"nothing to import: give --dump or {'--wikipedia-json' if legacy else '--tmdb-csv'}")
    if arguments.analyze and not (arguments.tmdb_csv or arguments.wikipedia_json):
        options.error("--analyze is for the films of a file")
    console, report = Console(stderr=True), RunReport()
    settings = load_settings(Settings)
    database = Database(
        settings.past_pooler(settings.dsn()),
        schema=settings.SCHEMA,
        application="movies-api import",
        pool_size=1,
        statement_timeout_ms=0,
    )
    status = DONE
    try:
        with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
            for run in chosen(arguments):
                run(database, arguments, report, progress)
    except (UnusableFile, NoVocabulary, OSError, Unavailable, ConstraintViolated, psycopg2.Error) as error:
        status = FAILED
        say(console, f"import ended early, the file in work left nothing behind: {error}")
    finally:
        database.close()
    for problem in report.problems():
        say(console, problem)
    for line in report.summary():
        sys.stdout.write(f"{'dry run: ' if arguments.dry_run else ''}{line}\n")
    return FAILED if arguments.strict and report.skipped else status


def parser(*, legacy: bool = False) -> argparse.ArgumentParser:
    """The options; those of the other command are hidden, or have one value."""
    name = "movies_api.importer.legacy" if legacy else "movies_api.importer"
    options = argparse.ArgumentParser(prog=f"python -m {name}", description=__doc__)
    dump = "CSV dump of an older release, searched recursively"
    options.add_argument("--dump", type=Path, metavar="DIR", help=f"{dump}, with its own journeys" if legacy else dump)
    listed = "film list from Wikipedia" if legacy else argparse.SUPPRESS
    options.add_argument("--wikipedia-json", type=Path, action="append", default=[], metavar="FILE", help=listed)
    if legacy:
        options.set_defaults(legacy_journeys=True, tmdb_csv=[])
    else:
        options.add_argument("--legacy-journeys", action="store_true", help=argparse.SUPPRESS)
        options.add_argument(
            "--tmdb-csv", type=Path, action="append", default=[], metavar="FILE", help="table of films from TMDB"
        )
    options.add_argument(
        "--analyze", action="store_true", help="also find the sub-sentiments of a file's films, by their words"
    )
    options.add_argument("--dry-run", action="store_true", help="judge every row, store nothing")
    options.add_argument("--strict", action="store_true", help="exit status 1 when a row was skipped")
    return options


def chosen(arguments: argparse.Namespace) -> Iterator[Run]:
    """The imports to run, in order."""
    if arguments.dump:
        yield run_dump
    for path in arguments.tmdb_csv:
        yield file_import(path, tmdb_films)
    for path in arguments.wikipedia_json:
        yield file_import(path, wikipedia_films)


def run_dump(database: Database, arguments: argparse.Namespace, report: RunReport, progress: Progress) -> None:
    """The dump: one transaction for all of it, its rows refer to each other."""
    progress.add_task(str(arguments.dump), total=None)
    with one_transaction(database, dry_run=arguments.dry_run) as connection:
        import_dump(connection, arguments.dump, report, legacy=arguments.legacy_journeys)


def file_import(path: Path, films: Callable[[TextIO, FileReport], Iterator[ImportedFilm]]) -> Run:
    """One file of films in one transaction."""

    def run(database: Database, arguments: argparse.Namespace, report: RunReport, progress: Progress) -> None:
        with open_text(path) as file, one_transaction(database, dry_run=arguments.dry_run) as connection:
            file_report = report.file(str(path))
            task = progress.add_task(path.name, total=path.stat().st_size)
            importing = FilmImport(connection, file_report)
            importing.load(films(file, file_report), lambda _: progress.update(task, completed=file.buffer.tell()))
            if arguments.analyze:
                task = progress.add_task(f"{path.name}: feelings", total=len(importing.film_ids))
                judged = judge_films(connection, importing.film_ids, lambda done: progress.update(task, completed=done))
                counts = ", ".join(f"{count} {outcome}" for outcome, count in judged.items())
                report.results.append(f"{path}: {counts}")

    return run


@contextmanager
def one_transaction(database: Database, *, dry_run: bool) -> Iterator[Connection]:
    """A transaction that is committed, or rolled back at its end with `dry_run`."""
    with leaving_nothing(database) if dry_run else database.transaction() as connection:
        yield connection
        catalogue_changes(connection)


def say(console: Console, text: str) -> None:
    """A line on stderr, above the progress bar."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
