"""Command lines of documentation-api: python -m documentation_api.cli COMMAND."""

import argparse
import sys

from documentation_api.audit.verification import verify_history
from documentation_api.docs_health.cli import add_docs_audit_command
from documentation_api.maintenance.upkeep import run_upkeep
from documentation_api.markdown.cli import add_reindex_command
from documentation_api.seed.cli import add_seed_command
from documentation_api.settings import Settings
from documentation_api.specs.cli import add_specs_command
from suite.audit.cli import Verification, add_audit_command, add_maintenance_command

VERIFICATION = Verification(Settings, verify_history, "--entity", str, "entities")


def main(argv: list[str]) -> int:
    """Run one command; the exit status of the process, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m documentation_api.cli", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_seed_command(commands)
    add_audit_command(commands, VERIFICATION)
    add_maintenance_command(commands, Settings, run_upkeep)
    add_reindex_command(commands)
    add_docs_audit_command(commands)
    add_specs_command(commands)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
