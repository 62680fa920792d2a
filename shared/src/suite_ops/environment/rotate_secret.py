"""`rotate-secret NAME`: another value for a secret, without an outage and without showing it.

JWT_SECRET: the value before becomes JWT_SECRET_OLD and stays valid until --finish. Passwords of the login roles: the
role and the file change together; a worker whose new connections are refused reads the file again, so that the
services go on until the rolling restart reaches them. They keep the variables of start-all beside the caller's.
"""

import argparse
import time
from contextlib import closing
from pathlib import Path

import psycopg2

from suite.auth.issue import issue_token
from suite.environment import find_root
from suite_ops.database.bootstrap import prepare_roles
from suite_ops.deployment.rolling_restart import EXPECTED, require_followable, restart, running_services
from suite_ops.deployment.smoke import ask_status, readable_paths
from suite_ops.environment.caller import added_to_caller
from suite_ops.environment.secrets import FILE, JWT_SECRET, ROLE_PASSWORDS, new_secret, set_values
from suite_ops.installation import RUN_FOLDER, Installation, load_installation
from suite_ops.processes.lock import exclusive
from suite_ops.terminal import fail, inform, succeed, warn

OLD = "_OLD"
KEPT_SECONDS = 48 * 3600
_PROOF_SECONDS = 120


class RotationError(Exception):
    """The secret was not rotated, or what was changed cannot be proven; the text says which."""


def main(argv: list[str]) -> int:
    """Exit status 0 rotated and proven, 1 not."""
    names = (JWT_SECRET, *ROLE_PASSWORDS.values())
    parser = argparse.ArgumentParser(prog="rotate-secret.sh", description=__doc__)
    parser.add_argument("name", metavar="NAME", choices=names, help=f"one of {', '.join(names)}")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("--finish", action="store_true", help=f"{JWT_SECRET}: the value before is no longer accepted")
    parser.add_argument("--now", action="store_true", help="with --finish: do not wait for 48 hours to have passed")
    arguments = parser.parse_args(argv)
    remember = not arguments.dry_run
    try:
        run_dir = find_root() / RUN_FOLDER
        with exclusive(run_dir / "start.lock"), added_to_caller(run_dir, remember=remember) as before:
            here = load_installation()
            if running := running_services(here):
                require_followable(here, running, before)
            if arguments.finish:
                finish(here, arguments.name, dry_run=arguments.dry_run, now=arguments.now)
            elif arguments.name == JWT_SECRET:
                rotate_token_secret(here, dry_run=arguments.dry_run)
            else:
                rotate_password(here, arguments.name, dry_run=arguments.dry_run)
    except psycopg2.Error as error:
        fail(f"database: {str(error).strip().splitlines()[0]}")
        return 1
    except (RotationError, *EXPECTED) as error:
        fail(str(error))
        return 1
    return 0


def rotate_token_secret(here: Installation, *, dry_run: bool) -> None:
    """A new JWT_SECRET beside the old one; tokens of both must be accepted afterwards."""
    current = _current(here, JWT_SECRET)
    if here.environment.get(JWT_SECRET + OLD):
        raise RotationError(f"{JWT_SECRET}{OLD} is set: the rotation before is not finished, see --finish")
    if dry_run:
        inform(
            f"{FILE}: {JWT_SECRET}{OLD} takes the value of {JWT_SECRET}, which gets a new one; then a rolling restart"
        )
        return
    before = issue_token(here.environment, subject="rotation", role="reader", ttl_s=_PROOF_SECONDS)
    values = {JWT_SECRET: new_secret(), JWT_SECRET + OLD: current}
    set_values(here.root / FILE, values)
    after_here = _restart_all(here)
    after = issue_token(after_here.environment, subject="rotation", role="reader", ttl_s=_PROOF_SECONDS)
    for token, which in ((before, "old"), (after, "new")):
        _prove(after_here, token, which)
    succeed(f"{JWT_SECRET} has a new value; end the old one with --finish when 48 hours have passed")


def finish(here: Installation, name: str, *, dry_run: bool, now: bool) -> None:
    """Accept the old value no longer."""
    if name != JWT_SECRET or not here.environment.get(name + OLD):
        raise RotationError(f"{name} has no old value")
    age = time.time() - (here.root / FILE).stat().st_mtime
    if age < KEPT_SECONDS and not now:
        raise RotationError(f"the old value is {age / 3600:.0f} hours old; tokens may live longer: wait, or --now")
    if dry_run:
        inform(f"{FILE}: {name}{OLD} is removed; then a rolling restart")
        return
    set_values(here.root / FILE, {name + OLD: None})
    _restart_all(here)
    succeed(f"the old value of {name} is no longer accepted")


def rotate_password(here: Installation, name: str, *, dry_run: bool) -> None:
    """A new password for a login role: file and role change together, then the services follow."""
    [role] = [role for role, variable in ROLE_PASSWORDS.items() if variable == name]
    current = _current(here, name)
    if dry_run:
        inform(f"{FILE}: {name} gets a new value, which the role {role} is given; then a rolling restart")
        return
    dsn = here.settings.admin_dsn("postgres")
    value = new_secret()
    with closing(psycopg2.connect(dsn)):  # nothing is changed when the server is away
        set_values(here.root / FILE, {name: value})
    try:
        prepare_roles(dsn, {role: value})
    except psycopg2.Error:
        set_values(here.root / FILE, {name: current})
        raise
    _restart_all(here)
    succeed(f"{role} has a new password")


def _current(here: Installation, name: str) -> str:
    value = here.environment.get(name)
    if not value:
        raise RotationError(f"{name} is not set")
    origin = here.environment.origin(name)
    if Path(origin.rpartition(":")[0]).name != FILE:
        raise RotationError(f"{name} comes from {origin}: change it there; only {FILE} is written here")
    return value


def _restart_all(here: Installation) -> Installation:
    running = running_services(here)
    if not running:
        warn("no service runs; the new value counts from the next start")
    for service in running:
        restart(here, service)
    return load_installation(here.root)


def _prove(here: Installation, token: str, which: str) -> None:
    """Ask every running service that checks tokens; raises RotationError when one does not accept this one."""
    if here.environment.get("AUTH_MODE", "jwt") == "off":
        return
    for service in running_services(here):
        path = next(iter(readable_paths(here, service, protected=True)), None)
        headers = {"Authorization": f"Bearer {token}"}
        if path and ask_status(service.port_in(here.environment) or 0, path, headers) in (None, 401):
            raise RotationError(f"{service.id} does not accept tokens of the {which} {JWT_SECRET}")
