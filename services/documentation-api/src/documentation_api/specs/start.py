"""Files of specs taken in when a service starts, beside what it serves."""

import logging
from threading import Thread
from typing import cast

from documentation_api.audit.ledger import SEALER
from documentation_api.settings import Settings
from documentation_api.specs.importing import import_specs
from suite.errors import AppError
from suite.http import Service

log = logging.getLogger(__name__)


def add_import(service: Service) -> None:
    """Import in a thread of each web worker. Of several workers one does it; the others find everything known."""
    service.background.append(SpecsImport(service))


class SpecsImport:
    """One import beside the requests of a worker."""

    def __init__(self, service: Service) -> None:
        self._thread = Thread(target=run_import, args=(service,), name="specs-import", daemon=True)

    def start(self) -> None:
        """Begin it."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Wait for its end; False when that took too long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()


def run_import(service: Service) -> None:
    """One import; a database that is away now is asked again at the next start."""
    settings = cast(Settings, service.settings)
    try:
        outcome = import_specs(settings, service.database, service.extensions[SEALER])
    except AppError as error:
        log.warning("specs were not taken in", extra={"reason": error.message})
        return
    if outcome and outcome.added:
        log.info("specs taken in", extra={"added": outcome.added})
