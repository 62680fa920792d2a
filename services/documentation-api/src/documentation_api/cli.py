"""Command lines of documentation-api: python -m documentation_api.cli COMMAND."""

import sys
from functools import partial

from documentation_api.audit.verification import verify_history
from documentation_api.docs_health.cli import add_docs_audit_command
from documentation_api.maintenance.upkeep import run_upkeep
from documentation_api.markdown.cli import add_reindex_command
from documentation_api.seed.cli import add_seed_command
from documentation_api.settings import Settings
from documentation_api.specs.store.cli import add_specs_command
from suite.audit.cli import Verification, add_audit_command, add_maintenance_command
from suite.commands import run_program

VERIFICATION = Verification(Settings, verify_history, "--entity", str, "entities")


def main(argv: list[str]) -> int:
    """Run one command."""
    return run_program(
        argv,
        "documentation_api.cli",
        __doc__,
        add_seed_command,
        partial(add_audit_command, verification=VERIFICATION),
        partial(add_maintenance_command, service=Settings, upkeep=run_upkeep),
        add_reindex_command,
        add_docs_audit_command,
        add_specs_command,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
