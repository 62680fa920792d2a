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


def start_import(service: Service) -> Thread:
    """Import in a thread of its own. Of several workers one does it; the others find everything known."""
    thread = Thread(target=run_import, args=(service,), name="specs-import", daemon=True)
    thread.start()
    return thread


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
