"""Command lines of blog-api: python -m blog_api.cli COMMAND."""

import argparse
import sys

from blog_api.editing.audit import verify_changes
from blog_api.exporter.cli import add_export_command
from blog_api.newsletter.cli import add_newsletter_command
from blog_api.people.cli import add_people_commands
from blog_api.seed.cli import add_seed_command
from blog_api.settings import Settings
from suite.audit.cli import Verification, add_audit_command

VERIFICATION = Verification(Settings, verify_changes, "--record", str, "records")


def main(argv: list[str]) -> int:
    """Run one command; the exit status of the process, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m blog_api.cli", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_seed_command(commands)
    add_export_command(commands)
    add_people_commands(commands)
    add_newsletter_command(commands)
    add_audit_command(commands, VERIFICATION)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
