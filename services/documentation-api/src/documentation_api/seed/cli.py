"""`seed`: exit status 0 when every system is planted or was known, 1 when the database refused."""

import argparse
import sys

import psycopg2

from documentation_api.seed.planting import plant_systems
from documentation_api.settings import Settings
from suite.audit import Sealer
from suite.database import Database
from suite.errors import AppError
from suite.settings import load_settings

DONE, FAILED = 0, 1


def add_seed_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `seed`."""
    seed = commands.add_parser("seed", help="plant a system for each service of the suite")
    seed.set_defaults(run=run_seed)


def run_seed(arguments: argparse.Namespace) -> int:
    """Plant and print."""
    settings = load_settings(Settings)
    database = Database.from_settings(settings)
    try:
        report = plant_systems(database, Sealer.of_key(settings.audit_key))
    except (AppError, psycopg2.Error) as error:
        sys.stderr.write(f"seed failed: {error}\n")
        return FAILED
    finally:
        database.close()
    print(f"{report.planted} systems planted, {report.known} known already")
    return DONE
