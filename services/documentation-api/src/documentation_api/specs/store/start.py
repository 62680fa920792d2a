"""Files of specs taken in when a service starts, beside what it serves."""

import logging
from threading import Thread

from documentation_api.service import DocumentationService
from documentation_api.specs.store.file_import import import_specs
from suite.errors import AppError

log = logging.getLogger(__name__)


def add_import(service: DocumentationService) -> None:
    """Import in a thread of each web worker. Of several workers one does it; the others find everything known."""
    service.background.append(SpecsImport(service))


class SpecsImport:
    """One import beside the requests of a worker."""

    def __init__(self, service: DocumentationService) -> None:
        self._thread = Thread(target=run_import, args=(service,), name="specs-import", daemon=True)

    def start(self) -> None:
        """Begin it."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Wait for its end; False when that took too long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()


def run_import(service: DocumentationService) -> None:
    """One import; a database that is away now is asked again at the next start."""
    try:
        outcome = import_specs(service.settings, service.database, service.sealer)
    except AppError as error:
        log.warning("specs were not taken in", extra={"reason": error.message})
        return
    if outcome and outcome.added:
        log.info("specs taken in", extra={"added": outcome.added})
