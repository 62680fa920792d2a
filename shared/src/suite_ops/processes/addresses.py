"""The table of addresses start-all ends with."""

from collections.abc import Iterable, Mapping

from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService


def print_addresses(here: Installation, services: Iterable[ManifestService], states: Mapping[str, str]) -> None:
    """One line for the database and one for each service: name, address, state."""
    settings = here.settings
    database = f"postgresql://{settings.database_host}:{settings.database_port}/{settings.database_name}"
    rows = [("database", database, "ready")]
    for service in services:
        port = service.port_in(here.environment)
        if port is not None:
            rows.append((service.id, f"http://localhost:{port}", states[service.id]))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, address, state in rows:
        print(f"{name:<{widths[0]}}  {address:<{widths[1]}}  {state}")
