"""`maintenance run`: exit status 0 done or already running, 1 failed."""

import argparse
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import psycopg2

from suite.configuration import load_settings
from suite.database import LockTimeout
from suite.errors import Unavailable
from workspace_api.administration import AdminSettings, admin_database
from workspace_api.maintenance.upkeep import UpkeepRunning, run_upkeep

DONE, FAILED = 0, 1


def add_maintenance_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `maintenance run`."""
    maintenance = commands.add_parser("maintenance", help="partitions, retention, pruning")
    run = maintenance.add_subparsers(required=True, metavar="ACTION").add_parser("run", help=__doc__)
    run.set_defaults(run=run_maintenance)


def run_maintenance(arguments: argparse.Namespace) -> int:
    """Run once and print what was done."""
    database = admin_database(load_settings(AdminSettings).dsn())
    try:
        report = run_upkeep(database, datetime.now(UTC))
    except UpkeepRunning:
        print("another maintenance run is at work; nothing to do")
        return DONE
    except LockTimeout:
        sys.stderr.write("the history stays in use by a long reader; run maintenance again later\n")
        return FAILED
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"maintenance failed: {error}\n")
        return FAILED
    finally:
        database.close()
    for name, count in asdict(report).items():
        print(f"{name.replace('_', ' ')}: {count}")
    return DONE
