"""`psql [SERVICE] [-- ARGUMENTS]`: a psql session as the owner, or with the rights of one service."""

import os
import sys

from suite_ops.database.account import PostgresError
from suite_ops.database.binaries import find_binaries
from suite_ops.database.bootstrap import OWN_SCHEMAS
from suite_ops.database.server import choose_mode
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.terminal import fail

USAGE = """usage: psql.sh [SERVICE] [ARGUMENTS OF PSQL]

Without SERVICE: as the owner of the database. With the id of a service: as its role, in its schema."""


def main(argv: list[str]) -> int:
    """Becomes psql; exit status 1 when that is not possible."""
    if argv[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    try:
        here = load_installation()
        name = argv[0] if argv and not argv[0].startswith("-") else None
        role, password = login(here, name)
        program = find_binaries("system" if choose_mode(here) == "system" else "embedded").program("psql")
    except (InstallationError, PostgresError) as error:
        fail(str(error))
        return 1
    except KeyError as error:
        fail(f"no service with a database role has the id {error}")
        return 1
    settings = here.settings
    place = ["-h", settings.database_host, "-p", str(settings.database_port), "-d", settings.database_name]
    rest = [word for word in argv[1 if name else 0 :] if word != "--"]
    sys.stdout.flush()
    # By environment: everybody on the machine can read arguments.
    os.execve(program, [program, *place, "-U", role, *rest], {**os.environ, "PGPASSWORD": password})


def login(here: Installation, name: str | None) -> tuple[str, str]:
    """Role and password of the owner, or of the service with this id; raises KeyError."""
    settings = here.settings
    if name is None:
        secret = settings.database_superpass
        return settings.database_superuser, secret.reveal() if secret else ""
    role = here.manifest.find(name).db_user
    if not role or role not in OWN_SCHEMAS:
        raise KeyError(name)
    return role, settings.role_passwords().get(role, "")
