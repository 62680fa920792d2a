"""Assembly of db-sync-worker."""

from db_sync_worker.control.quarantine import quarantine
from db_sync_worker.control.routes import control
from db_sync_worker.health import add_sync_health
from db_sync_worker.metrics import SyncMetrics
from db_sync_worker.service import SyncService
from db_sync_worker.settings import Settings
from suite.logs import configure_service_logging
from suite.settings import ConfigurationError, load_settings, refuse_to_start


def create_app(settings: Settings | None = None) -> SyncService:
    """The WSGI application of db-sync-worker."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    try:
        service = SyncService(settings)
    except ConfigurationError as error:
        refuse_to_start(error.problems)
    service.register([(control, "/api/v1/streams"), (quarantine, "/api/v1/streams")])
    service.metrics.scraped.append(SyncMetrics(service.database, service.streams, settings.metrics_prefix))
    add_sync_health(service, settings)
    return service
