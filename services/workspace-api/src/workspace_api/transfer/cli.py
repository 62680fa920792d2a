"""`transfer export` and `transfer import`: exit status 0 done, 1 rows refused or failed, 2 usage."""

import argparse
from pathlib import Path

import psycopg2
from rich.console import Console

from suite.audit import Sealer
from suite.auth.identity import LOCAL_USER_ID, parse_user_id
from suite.database import Database
from suite.errors import Unavailable, ValidationFailed
from suite.ids import now_milliseconds, uuid7
from suite.imports import UnusableFile
from suite.settings import load_settings
from workspace_api.history.ledger import ItemEditor
from workspace_api.items.schemas import SORTS, ItemFilterSchema, ItemQuery
from workspace_api.settings import Settings
from workspace_api.transfer.exporter import export_pages, export_target
from workspace_api.transfer.importer import ItemImport
from workspace_api.transfer.reading import read_rows
from workspace_api.transfer.routes import ExportSchema
from workspace_api.transfer.store import CREATED, REFUSED, UNCHANGED, UPDATED
from workspace_api.transfer.terminal import STDIN, opened, progress_on, say

DONE, FAILED, USAGE = 0, 1, 2
FILTERS = tuple(name for name in ItemFilterSchema().fields if name != "sort")
OUTCOMES = (CREATED, UPDATED, UNCHANGED, REFUSED)


def main(argv: list[str]) -> int:
    """Run one command; the exit status of the process."""
    arguments = parser().parse_args(argv)
    settings = load_settings(Settings)
    database = Database.from_settings(settings)
    console = Console(stderr=True)
    try:
        status: int = arguments.run(arguments, settings, database, console)
        return status
    except (UnusableFile, ValidationFailed) as error:
        problems = error.problems if isinstance(error, ValidationFailed) else ()
        say(console, "; ".join(problem.message for problem in problems) or str(error))
        return USAGE
    except (OSError, Unavailable, psycopg2.Error) as error:
        say(console, f"{arguments.command} ended early: {error}")
        return FAILED
    finally:
        database.close()


def parser() -> argparse.ArgumentParser:
    """Both commands and their options."""
    top = argparse.ArgumentParser(prog="python -m workspace_api.transfer", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND", dest="command")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--format", choices=("csv", "ndjson"), default="csv", help="default csv")
    common.add_argument("--user", type=user_id, default=LOCAL_USER_ID, help="default the local user")
    export = commands.add_parser("export", parents=[common], help="write items to a file")
    export.add_argument("--output", type=Path, metavar="FILE", help="default stdout")
    export.add_argument("--guarded", action="store_true", help="CSV for spreadsheets: quote formulas")
    export.add_argument(
        "--sort",
        choices=SORTS,
        default="createdAt",
        help="default createdAt; newest first is --sort=-createdAt",
    )
    for name in FILTERS:
        option = f"--{name.replace('_', '-')}"
        export.add_argument(option, action="append", metavar="VALUE", help="as in the API")
    export.set_defaults(run=run_export)
    load = commands.add_parser("import", parents=[common], help="store the items of a file")
    load.add_argument("file", metavar="FILE", help="- reads stdin")
    load.add_argument("--guarded", action="store_true", help="the CSV was exported for spreadsheets")
    load.add_argument("--dry-run", action="store_true", help="judge every row, store nothing")
    load.add_argument("--create-categories", action="store_true", help="create categories the user lacks")
    load.set_defaults(run=run_import)
    return top


def user_id(text: str) -> str:
    """An argument that names a user."""
    try:
        return parse_user_id(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run_export(arguments: argparse.Namespace, settings: Settings, database: Database, console: Console) -> int:
    """Write the matching items and say how many."""
    query = export_query(arguments)
    written = 0
    with export_target(arguments.output) as target, progress_on(console) as progress:
        task = progress.add_task("export", total=None)
        for count, total, piece in export_pages(database, arguments.user, query):
            target.write(piece)
            written += count
            progress.update(task, completed=written, total=total)
    say(console, f"{written} items exported")
    return DONE


def export_query(arguments: argparse.Namespace) -> ItemQuery:
    """Filters and form as the export route parses them; ValidationFailed."""
    given = {name: getattr(arguments, name) for name in FILTERS if getattr(arguments, name)}
    raw = "false" if arguments.guarded else "true"
    parameters = {**given, "sort": [arguments.sort], "format": [arguments.format], "raw": [raw]}
    query: ItemQuery = ExportSchema().parse(parameters)
    return query


def run_import(arguments: argparse.Namespace, settings: Settings, database: Database, console: Console) -> int:
    """Store the rows, name those that were refused, and say what became of all."""
    name = "stdin" if arguments.file == STDIN else arguments.file

    def refuse(line: int, reason: str) -> None:
        say(console, f"{name}:{line}: {reason}")

    run = ItemImport(
        database,
        import_actor(settings, arguments.user),
        refuse,
        dry_run=arguments.dry_run,
        create_categories=arguments.create_categories,
    )
    try:
        with opened(arguments.file, console) as file:
            run.store(read_rows(file, arguments.format, guarded=arguments.guarded))
    finally:
        summary = ", ".join(f"{run.counts[outcome]} {outcome}" for outcome in OUTCOMES)
        say(console, f"{'dry run, nothing stored: ' if arguments.dry_run else ''}{summary}")
    return FAILED if run.counts[REFUSED] else DONE


def import_actor(settings: Settings, user: str) -> ItemEditor:
    """The user, in one import: all its history entries carry the same request id."""
    return ItemEditor(
        user_id=user,
        request_id=f"import-{uuid7()}",
        ip=None,
        at=now_milliseconds(),
        sealer=Sealer.of_key(settings.audit_key),
        created_by=user,
    )
