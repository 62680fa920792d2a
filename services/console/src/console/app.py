"""Assembly of the console."""

from console.logs.routes import logs_blueprint
from console.overview.routes import overview
from console.overview.watch import Watch
from console.page.files import PageFiles
from console.page.routes import MOUNT, page_blueprint
from console.settings import Settings
from console.watched import watched_services
from suite.http import Service
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
    )
    service.register(
        [
            (page_blueprint("page", files, services), ""),
            (page_blueprint("mounted", files, services), MOUNT),
            (overview, "/api/v1/overview"),
            (logs_blueprint(settings.log_folder), "/api/v1/logs"),
        ]
    )
    service.background.append(Watch(service.database, services, service.shutting_down))
    return service
