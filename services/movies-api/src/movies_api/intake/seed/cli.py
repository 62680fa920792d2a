"""`seed`: the first catalogue."""

from typing import Any

from movies_api.intake.seed.catalogue import plant_catalogue
from movies_api.settings import Settings
from suite import commands
from suite.database import Database


def add_seed_command(program: Any) -> None:
    """Declare `seed`."""
    commands.add_seed_command(program, Settings, "plant the first catalogue into an empty database", plant)


def plant(settings: Settings, database: Database) -> commands.Planted:
    """The catalogue, unless there is one."""
    report = plant_catalogue(database)
    if not report.films:
        return "the catalogue is not empty, nothing planted", ()
    return f"{report.films} films, {report.options} options and {report.suggestions} suggestions planted", ()
