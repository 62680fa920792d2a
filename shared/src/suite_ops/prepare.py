"""`prepare`: roles, schemas and migrations of the database, and nothing else: the step before containers start."""

import argparse

import psycopg2

from suite_ops.bootstrap import BootstrapError
from suite_ops.console import fail, succeed
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.preparation import StepFailed, prepare_data
from suite_ops.waiting import wait_until

# A database that starts together with us makes its files first.
PATIENCE = 90


def main(argv: list[str]) -> int:
    """Exit status 0 when the database is as the services expect it, else 1."""
    argparse.ArgumentParser(prog="prepare.sh", description=__doc__).parse_args(argv)
    try:
        here = load_installation()
        wait_until(lambda: _answers(here), PATIENCE, pause=0.5)
        prepare_data(here, list(here.manifest.built()))
    except (BootstrapError, InstallationError, StepFailed) as error:
        fail(str(error))
        return 1
    except psycopg2.Error as error:
        fail(f"database: {str(error).strip().splitlines()[0]}")
        return 1
    succeed("the database is prepared")
    return 0


def _answers(here: Installation) -> bool:
    try:
        psycopg2.connect(here.settings.admin_dsn("postgres"), connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True
