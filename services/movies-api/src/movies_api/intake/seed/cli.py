"""`seed`: exit status 0 when there is a catalogue, planted now or before, 1 when it could not be stored."""

import argparse
import sys

import psycopg2

from movies_api.intake.seed.catalogue import plant_catalogue
from movies_api.settings import Settings
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings

DONE, FAILED = 0, 1


def add_seed_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `seed`."""
    seed = commands.add_parser("seed", help="plant the first catalogue into an empty database")
    seed.set_defaults(run=run_seed)


def run_seed(arguments: argparse.Namespace) -> int:
    """Plant and print."""
    settings = load_settings(Settings)
    database = Database.from_settings(settings)
    try:
        report = plant_catalogue(database)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"seed failed: {error}\n")
        return FAILED
    finally:
        database.close()
    if report.films:
        summary = f"{report.films} films, {report.options} options and {report.suggestions} suggestions planted"
    else:
        summary = "the catalogue is not empty, nothing planted"
    sys.stdout.write(f"{summary}\n")
    return DONE
