"""Command lines of workspace-api: python -m workspace_api.cli COMMAND."""

import argparse
import sys
from uuid import UUID

from suite.audit.cli import Verification, add_audit_command, add_maintenance_command
from workspace_api.audit.verification import verify_and_remember
from workspace_api.maintenance.upkeep import run_upkeep
from workspace_api.seed.cli import add_seed_command
from workspace_api.settings import Settings

VERIFICATION = Verification(Settings, verify_and_remember, "--item", UUID, "items")


def main(argv: list[str]) -> int:
    """Run one command; the exit status of the process, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m workspace_api.cli", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_seed_command(commands)
    add_audit_command(commands, VERIFICATION)
    add_maintenance_command(commands, Settings, run_upkeep)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
