"""`seed`: exit status 0 when every post is planted or was known, 1 when one was refused."""

import argparse
import sys

import psycopg2

from blog_api.seed.planting import plant_blogs
from blog_api.settings import Settings
from suite.administration import admin_database
from suite.database import ConstraintViolated, Database
from suite.errors import Unavailable
from suite.settings import load_settings

DONE, FAILED = 0, 1


def add_seed_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `seed`."""
    seed = commands.add_parser("seed", help="plant the example blogs")
    seed.set_defaults(run=run_seed)


def run_seed(arguments: argparse.Namespace) -> int:
    """Plant and print."""
    owner = admin_database(Settings)
    service = Database.from_settings(load_settings(Settings))
    try:
        report = plant_blogs(owner, service)
    except (Unavailable, ConstraintViolated, psycopg2.Error) as error:
        sys.stderr.write(f"seed failed: {error}\n")
        return FAILED
    finally:
        service.close()
        owner.close()
    for failure in report.failures:
        sys.stderr.write(f"{failure}\n")
    print(report.summary())
    return FAILED if report.failures else DONE
