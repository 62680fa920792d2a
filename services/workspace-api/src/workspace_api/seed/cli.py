"""`seed`: exit status 0 when every item is planted or was known, 1 when one was refused."""

import argparse
import sys

import psycopg2

from suite.audit import Sealer
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings
from workspace_api.seed.boards import plant_items
from workspace_api.settings import Settings

DONE, FAILED = 0, 1


def add_seed_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `seed`."""
    seed = commands.add_parser("seed", help="plant the example items of the local user")
    seed.set_defaults(run=run_seed)


def run_seed(arguments: argparse.Namespace) -> int:
    """Plant and print."""
    settings = load_settings(Settings)
    database = Database.from_settings(settings)
    sealer = Sealer.of_key(settings.audit_key)
    try:
        report = plant_items(database, sealer)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"seed failed: {error}\n")
        return FAILED
    finally:
        database.close()
    for refusal in report.refused:
        sys.stderr.write(f"refused: {refusal}\n")
    print(f"{report.planted} items planted, {report.known} known already")
    return FAILED if report.refused else DONE
