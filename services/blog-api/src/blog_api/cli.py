"""Command lines of blog-api: python -m blog_api.cli COMMAND."""

import sys
from functools import partial

from blog_api.editing.audit import verify_changes
from blog_api.exporter.cli import add_export_command
from blog_api.newsletter.cli import add_newsletter_command
from blog_api.people.cli import add_people_commands
from blog_api.seed.cli import add_seed_command
from blog_api.settings import Settings
from suite.audit.cli import Verification, add_audit_command
from suite.commands import run_program

VERIFICATION = Verification(Settings, verify_changes, "--record", str, "records")


def main(argv: list[str]) -> int:
    """Run one command."""
    return run_program(
        argv,
        "blog_api.cli",
        __doc__,
        add_seed_command,
        add_export_command,
        add_people_commands,
        add_newsletter_command,
        partial(add_audit_command, verification=VERIFICATION),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
