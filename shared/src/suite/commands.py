"""Command lines of a service: one program of several commands, and the seed that most of them have."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg2

from suite.database import ConstraintViolated, Database
from suite.errors import AppError
from suite.sentry.command import report_command
from suite.settings import ServiceSettings, load_settings
from suite.tracing.assembly import trace_command

DONE, FAILED = 0, 1
S = TypeVar("S", bound=ServiceSettings)
# What was planted, in words, and what was refused.
Planted = tuple[str, Sequence[str]]


def run_program(argv: Sequence[str], name: str, description: str | None, *commands: Callable[[Any], None]) -> int:
    """Run one of the commands that `commands` declare; the exit status of the process, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=description)
    declared = parser.add_subparsers(required=True, metavar="COMMAND")
    for add_command in commands:
        add_command(declared)
    arguments = parser.parse_args(argv)
    service = name.partition(".")[0].replace("_", "-")
    report_command(service)
    trace_command(service)
    status: int = arguments.run(arguments)
    return status


def add_seed_command(commands: Any, settings: type[S], help_text: str, plant: Callable[[S, Database], Planted]) -> None:
    """Declare `seed`: exit status 0 when everything is planted or was known, 1 when something was refused."""
    seed = commands.add_parser("seed", help=help_text)
    seed.set_defaults(run=lambda _: run_seed(settings, plant))


def run_seed(settings_class: type[S], plant: Callable[[S, Database], Planted]) -> int:
    """Plant as the service's role and print."""
    settings = load_settings(settings_class)
    database = Database.from_settings(settings)
    try:
        summary, refused = plant(settings, database)
    except (AppError, ConstraintViolated, psycopg2.Error) as error:
        sys.stderr.write(f"seed failed: {error}\n")
        return FAILED
    finally:
        database.close()
    sys.stderr.write("".join(f"{refusal}\n" for refusal in refused))
    sys.stdout.write(f"{summary}\n")
    return FAILED if refused else DONE
