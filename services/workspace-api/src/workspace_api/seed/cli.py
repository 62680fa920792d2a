"""`seed`: the example items of the local user."""

from typing import Any

from suite import commands
from suite.audit import Sealer
from suite.database import Database
from workspace_api.seed.boards import plant_items
from workspace_api.settings import Settings


def add_seed_command(program: Any) -> None:
    """Declare `seed`."""
    commands.add_seed_command(program, Settings, "plant the example items of the local user", plant)


def plant(settings: Settings, database: Database) -> commands.Planted:
    """The example items."""
    report = plant_items(database, Sealer.of_key(settings.audit_key))
    refused = [f"refused: {refusal}" for refusal in report.refused]
    return f"{report.planted} items planted, {report.known} known already", refused
