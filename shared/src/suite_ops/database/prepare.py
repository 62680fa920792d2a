"""What must be right before a service starts; `prepare` does the part of the database, before containers start."""

import argparse
import contextlib
import io
import subprocess
import sys
from importlib.util import find_spec

import psycopg2

from suite_ops.cli import run_command
from suite_ops.database.bootstrap import BootstrapError, prepare_database
from suite_ops.database.identifier import database_mark
from suite_ops.database.server import choose_mode
from suite_ops.environment.secrets import FILE, SUPERUSER_PASSWORD, all_names, generate_missing_secrets
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.launch import program_environment
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import fail, inform, succeed

# A database that starts together with us makes its files first.
PATIENCE = 90


class StepFailed(Exception):
    """A step before the services failed; the text says which and why."""


def make_secrets(here: Installation) -> Installation:
    """Give a development machine the secrets it lacks; production must be given its own."""
    if here.settings.app_env == "production":
        return here
    names = [name for name in all_names() if name != SUPERUSER_PASSWORD or choose_mode(here) != "external"]
    made = generate_missing_secrets(here.root, here.environment, names)
    if not made:
        return here
    succeed(f"{len(made)} secrets made in {FILE}")
    return load_installation(here.root)


def check_environment(here: Installation) -> None:
    """Run validate-env; its findings are shown only when they stop the start."""
    report = io.StringIO()
    with contextlib.redirect_stdout(report), contextlib.redirect_stderr(report):
        status = run_command("validate-env", [])
    if status == 1:
        raise StepFailed(
            f"{report.getvalue().strip()}\nthe environment is not valid; scripts/validate-env.sh shows all"
        )
    inform("environment checked" + (", with warnings: scripts/validate-env.sh shows them" if status else ""))


def prepare_schemas(here: Installation) -> None:
    """Roles and schemas, then migrations."""
    settings = here.settings
    prepare_database(settings.admin_dsn("postgres"), settings.database_name, settings.role_passwords())
    with contextlib.redirect_stdout(sys.stderr):
        status = run_command("migrate", [])
    if status != 0:
        raise StepFailed("the migrations failed; scripts/migrate.sh --status shows where")


def seed_once(here: Installation, service: ManifestService) -> None:
    """Seed a service when it first meets this database; seeding is idempotent, the mark only saves time."""
    if here.settings.app_env == "production" or not service.package or not _has_seeds(here, service):
        return
    mark = here.root / "var" / "seeded" / service.id
    database = database_mark(here)
    if mark.exists() and mark.read_text(encoding="utf-8").strip() == database:
        return
    command = [sys.executable, "-m", f"{service.package}.cli", "seed"]
    environment = program_environment(here, service)
    done = subprocess.run(command, cwd=here.root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StepFailed(f"{done.stderr.strip() or done.stdout.strip()}\n{service.id} could not be seeded")
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{database}\n", encoding="utf-8")
    inform(f"{service.id} seeded")


def _has_seeds(here: Installation, service: ManifestService) -> bool:
    return (here.root / service.path / "seeds").is_dir() and find_spec(f"{service.package}.cli") is not None


def main(argv: list[str]) -> int:
    """Exit status 0 when the database is as the services expect it, else 1."""
    argparse.ArgumentParser(prog="prepare.sh", description=__doc__).parse_args(argv)
    try:
        here = load_installation()
        wait_until(lambda: _answers(here), PATIENCE, pause=0.5)
        prepare_schemas(here)
        for service in here.manifest.built():
            seed_once(here, service)
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
