"""`seed`: the example blogs."""

from collections.abc import Callable
from typing import Any

from blog_api.seed.blogs import plant_blogs
from blog_api.settings import Settings
from suite import commands
from suite.administration import admin_database
from suite.database import Database
from suite.imports import ImportReport

Planting = Callable[[Database, Database], ImportReport]


def add_seed_command(program: Any) -> None:
    """Declare `seed`."""
    commands.add_seed_command(program, Settings, "plant the example blogs", as_owner(plant_blogs))


def plant(planting: Planting) -> int:
    """Plant and print; the exit status."""
    return commands.run_seed(Settings, as_owner(planting))


def as_owner(planting: Planting) -> Callable[[Settings, Database], commands.Planted]:
    """Planting that founds blogs as the owner of the schema and writes to them as the service."""

    def plant_both(settings: Settings, service: Database) -> commands.Planted:
        owner = admin_database(Settings)
        try:
            report = planting(owner, service)
        finally:
            owner.close()
        return report.summary(), [str(failure) for failure in report.failures]

    return plant_both
