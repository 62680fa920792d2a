"""Assembly of the console."""

from console.logs.routes import logs_blueprint
from console.overview.routes import overview
from console.overview.watch import OFFICE, Watch
from console.page.files import PageFiles
from console.page.routes import ASSET_FOLDERS, MOUNT, PAGE_PATHS, page_blueprint
from console.references.routes import references_blueprint
from console.settings import Settings
from console.traces.routes import INTAKE, intake_blueprint, traces
from console.traces.store import TraceStore
from console.watched import watched_services
from suite.http import Service
from suite.leadership import Election
from suite.logs import configure_service_logging
from suite.settings import load_settings


def create_app(settings: Settings | None = None) -> Service:
    """The WSGI application of the console."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    services = watched_services(settings.ID, settings.service_url)
    files = PageFiles(settings.page_folder)
    service = Service(
        __name__,
        settings,
        title="console",
        description="The suite in a browser: its page, and what no single service can tell.",
        path_aliases={f"{MOUNT}/api": "/api"},
        unlimited_paths=[INTAKE, *PAGE_PATHS],
        unlimited_folders=ASSET_FOLDERS,
        quiet_routes=[f"{folder}:name" for folder in ASSET_FOLDERS],
    )
    store = TraceStore(service.database, settings.trace_max_mb * 1_048_576)
    service.register(
        [
            (page_blueprint("page", files, services), ""),
            (page_blueprint("mounted", files, services), MOUNT),
            (references_blueprint("references", services, mounted=False), "/references"),
            (references_blueprint("mounted_references", services, mounted=True), f"{MOUNT}/references"),
            (overview, "/api/v1/overview"),
            (logs_blueprint(settings.log_folder), "/api/v1/logs"),
            (intake_blueprint(store, service.metrics), ""),
            (traces, "/api/v1/traces"),
        ]
    )
    election = Election(
        service.database.connect,
        OFFICE,
        lambda: Watch(service.database, services, store),
        service.shutting_down,
    )
    service.background.append(election)
    return service
