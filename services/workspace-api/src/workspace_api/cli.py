"""Command lines of workspace-api: python -m workspace_api.cli COMMAND."""

import argparse
import sys

from workspace_api.audit.cli import add_audit_command
from workspace_api.maintenance.cli import add_maintenance_command
from workspace_api.seed.cli import add_seed_command


def main(argv: list[str]) -> int:
    """Run one command; the exit status of the process, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m workspace_api.cli", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_seed_command(commands)
    add_audit_command(commands)
    add_maintenance_command(commands)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
