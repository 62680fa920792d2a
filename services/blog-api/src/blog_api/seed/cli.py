"""`seed`: exit status 0 when every post is planted or was known, 1 when one was refused."""

import argparse
import sys
from collections.abc import Callable

import psycopg2

from blog_api.seed.blogs import plant_blogs
from blog_api.settings import Settings
from suite.administration import admin_database
from suite.database import ConstraintViolated, Database
from suite.errors import Unavailable
from suite.imports import ImportReport
from suite.settings import load_settings

DONE, FAILED = 0, 1


def add_seed_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `seed`."""
    seed = commands.add_parser("seed", help="plant the example blogs")
    seed.set_defaults(run=run_seed)


def run_seed(arguments: argparse.Namespace) -> int:
    """Plant the example blogs and print."""
    return plant(plant_blogs)


def plant(planting: Callable[[Database, Database], ImportReport]) -> int:
    """Plant and print; the exit status."""
    owner = admin_database(Settings)
    service = Database.from_settings(load_settings(Settings))
    try:
        report = planting(owner, service)
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
