"""Command lines of movies-api: python -m movies_api.cli COMMAND."""

import sys
from functools import partial

from movies_api.editing.audit import verify_changes
from movies_api.intake.seed.cli import add_seed_command
from movies_api.settings import Settings
from suite.audit.cli import Verification, add_audit_command
from suite.commands import run_program

VERIFICATION = Verification(Settings, verify_changes, "--row", str, "rows")


def main(argv: list[str]) -> int:
    """Run one command."""
    return run_program(
        argv,
        "movies_api.cli",
        __doc__,
        add_seed_command,
        partial(add_audit_command, verification=VERIFICATION),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
