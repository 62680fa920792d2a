"""Command lines of movies-api: python -m movies_api.cli COMMAND."""

import argparse
import sys

from movies_api.editing.audit import verify_changes
from movies_api.intake.seed.cli import add_seed_command
from movies_api.settings import Settings
from suite.audit.cli import Verification, add_audit_command

VERIFICATION = Verification(Settings, verify_changes, "--row", str, "rows")


def main(argv: list[str]) -> int:
    """Run one command; the exit status of the process, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m movies_api.cli", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_seed_command(commands)
    add_audit_command(commands, VERIFICATION)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
