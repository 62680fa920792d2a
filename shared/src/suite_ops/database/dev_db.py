"""`dev-db start|stop|status`: the database alone, without any service."""

import argparse

import psycopg2

from suite_ops.database.account import PostgresError
from suite_ops.database.bootstrap import BootstrapError, prepare_database
from suite_ops.database.prepare import make_secrets
from suite_ops.database.start import start_database
from suite_ops.health.status import database_status
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.processes.lock import LockTaken, exclusive
from suite_ops.processes.stop_all import stop_database
from suite_ops.processes.supervisor import RUNNING, Supervisor, SupervisorError
from suite_ops.terminal import fail, succeed


def main(argv: list[str]) -> int:
    """Exit status 0 done (status: up), 1 failed (status: down)."""
    parser = argparse.ArgumentParser(prog="dev-db.sh", description=__doc__)
    parser.add_argument("action", choices=("start", "stop", "status"))
    action = parser.parse_args(argv).action
    try:
        here = load_installation()
        if action == "status":
            return show_status(here)
        with exclusive(here.run_dir / "start.lock"):
            start_alone(here) if action == "start" else stop_alone(here)
    except (BootstrapError, InstallationError, LockTaken, OSError, PostgresError, SupervisorError) as error:
        fail(str(error))
        return 1
    except psycopg2.Error as error:
        fail(f"database: {str(error).strip().splitlines()[0]}")
        return 1
    return 0


def start_alone(here: Installation) -> None:
    """Start the database with its roles and schemas, empty of tables."""
    here = make_secrets(here)
    start_database(here, Supervisor(here))
    settings = here.settings
    prepare_database(settings.admin_dsn("postgres"), settings.database_name, settings.role_passwords())
    succeed(f"database ready on port {settings.database_port}")


def stop_alone(here: Installation) -> None:
    """Stop the database, and the supervisor when it runs nothing else."""
    supervisor = Supervisor(here)
    stop_database(here, supervisor)
    if not any(info["statename"] in RUNNING for info in supervisor.states().values()):
        supervisor.shut_down(10)


def show_status(here: Installation) -> int:
    """One line on stdout."""
    found = database_status(here)
    print(f"database  {found.status}  {found.host}:{found.port}  {found.detail}".rstrip())
    return 0 if found.status == "up" else 1
