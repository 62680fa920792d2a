"""The database: reachable as owner and as every service, in time, with its schemas up to date."""

import time
from collections.abc import Iterator
from contextlib import closing

import psycopg2

from suite.configuration import ConfigurationError
from suite.database.dsn import split_schema
from suite.migrations import MigrationsRefused
from suite.settings import ServiceSettings
from suite_ops.database.migrate import find_targets, inspect_all
from suite_ops.environment.checks.catalogue import load_catalogue
from suite_ops.health.diagnosis.finding import DiagnosisFinding, error, fine, warning
from suite_ops.installation import Installation

CONNECT_TIMEOUT_S = 3
CLOCK_TOLERANCE_S = 5


def inspect_database(here: Installation) -> Iterator[DiagnosisFinding]:
    """Login as owner, clock of the server, login as the role of every built service."""
    subject = f"database {here.settings.database_host}:{here.settings.database_port}"
    try:
        drift = _clock_drift(here.settings.admin_dsn())
    except psycopg2.OperationalError as problem:
        yield error(
            subject,
            _reason(problem),
            "scripts/dev-db.sh start starts an own one; else check FRONTEND_APPS_DB_*",
        )
        return
    yield fine(subject, f"{here.settings.database_superuser} can log in")
    if abs(drift) > CLOCK_TOLERANCE_S:
        yield warning(subject, f"its clock differs by {drift:.0f} s", "synchronise the clocks of both machines")
    yield from _inspect_logins(here)


def inspect_migrations(here: Installation) -> Iterator[DiagnosisFinding]:
    """Pending files, and files the ledger does not agree with."""
    for target in find_targets(here.manifest):
        subject = f"migrations {target.id}"
        try:
            status = inspect_all([target], here.settings.admin_dsn())[target.id]
        except MigrationsRefused as problem:
            yield error(subject, "; ".join(problem.problems), "restore the files as they were, add a new one")
            continue
        except psycopg2.Error as problem:
            yield error(subject, f"unknown: {_reason(problem)}", "correct the database first")
            continue
        if status.problems:
            yield error(subject, "; ".join(status.problems), "restore the files as they were, add a new one")
        elif status.pending:
            yield error(subject, f"{len(status.pending)} pending", f"scripts/migrate.sh --service {target.id}")
        else:
            yield fine(subject, f"{len(status.applied)} applied, none pending")


def _inspect_logins(here: Installation) -> Iterator[DiagnosisFinding]:
    for name, settings_class in load_catalogue(here.manifest).classes.items():
        if not issubclass(settings_class, ServiceSettings):
            continue
        try:
            settings = settings_class.from_environment(here.environment)
            _clock_drift(split_schema(settings.dsn())[0])
        except ConfigurationError:
            # Each of its problems is a finding of the environment already.
            continue
        except psycopg2.OperationalError as problem:
            fix = "scripts/start-all.sh sets roles and passwords up; else check the password of the role"
            yield error(f"database login of {name}", _reason(problem), fix)
        else:
            yield fine(f"database login of {name}", "works")


def _clock_drift(dsn: str) -> float:
    with closing(psycopg2.connect(dsn, connect_timeout=CONNECT_TIMEOUT_S)) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
            row = cursor.fetchone()
        return float(row[0]) - time.time() if row else 0.0


def _reason(problem: psycopg2.Error) -> str:
    lines = str(problem).strip().splitlines()
    return lines[0].rpartition("failed: ")[2] if lines else type(problem).__name__
