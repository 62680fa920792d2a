"""Command lines of workspace-api: python -m workspace_api.cli COMMAND."""

import sys
from functools import partial
from uuid import UUID

from suite.audit.cli import Verification, add_audit_command, add_maintenance_command
from suite.commands import run_program
from workspace_api.audit.verification import verify_and_remember
from workspace_api.maintenance.upkeep import run_upkeep
from workspace_api.seed.cli import add_seed_command
from workspace_api.settings import Settings

VERIFICATION = Verification(Settings, verify_and_remember, "--item", UUID, "items")


def main(argv: list[str]) -> int:
    """Run one command."""
    return run_program(
        argv,
        "workspace_api.cli",
        __doc__,
        add_seed_command,
        partial(add_audit_command, verification=VERIFICATION),
        partial(add_maintenance_command, service=Settings, upkeep=run_upkeep),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
