"""`seed`: a system for each service of the suite."""

from typing import Any

from documentation_api.seed.systems import plant_systems
from documentation_api.settings import Settings
from suite import commands
from suite.audit import Sealer
from suite.database import Database


def add_seed_command(program: Any) -> None:
    """Declare `seed`."""
    commands.add_seed_command(program, Settings, "plant a system for each service of the suite", plant)


def plant(settings: Settings, database: Database) -> commands.Planted:
    """The systems."""
    report = plant_systems(database, Sealer.of_key(settings.audit_key))
    return f"{report.planted} systems planted, {report.known} known already", ()
