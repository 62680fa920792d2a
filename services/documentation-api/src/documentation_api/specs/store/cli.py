"""`specs import`: exit status 0 done or already running, 1 when a file has a fault."""

import argparse
from typing import Any

from documentation_api.settings import Settings
from documentation_api.specs.store.file_import import import_specs
from suite.audit import Sealer
from suite.database import Database
from suite.settings import load_settings


def add_specs_command(commands: Any) -> None:
    """Declare `specs import`."""
    specs = commands.add_parser("specs", help="API descriptions")
    actions = specs.add_subparsers(required=True, metavar="ACTION")
    take_in = actions.add_parser("import", help="take in the files of the services and of DOCUMENTATION_SPECS_DIR")
    take_in.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Import and tell."""
    settings = load_settings(Settings)
    database = Database.from_settings(settings)
    try:
        outcome = import_specs(settings, database, Sealer.of_key(settings.audit_key))
    finally:
        database.close()
    if outcome is None:
        print("another process imports")
        return 0
    for title, names in (("added", outcome.added), ("unchanged", outcome.unchanged), ("faults", outcome.faults)):
        print(f"{title}: {', '.join(names) or 'none'}")
    return 1 if outcome.faults else 0
