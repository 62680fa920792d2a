"""Assembly of workspace-api."""

from suite.events.service import connect_events
from suite.http.segments import other_than
from suite.logs import configure_service_logging
from suite.settings import load_settings
from workspace_api.audit.gauge import ChainErrors
from workspace_api.categories.routes import categories
from workspace_api.categories.schemas import RESERVED as RESERVED_OF_CATEGORIES
from workspace_api.changes.routes import changes
from workspace_api.changes.stream import change_stream
from workspace_api.health import add_workspace_health
from workspace_api.history.routes import history
from workspace_api.items.bulk_routes import bulk
from workspace_api.items.converter import RESERVED as RESERVED_OF_ITEMS
from workspace_api.items.routes import items
from workspace_api.service import WorkspaceService
from workspace_api.settings import Settings
from workspace_api.stats.routes import stats
from workspace_api.transfer.routes import export


def create_app(settings: Settings | None = None) -> WorkspaceService:
    """The WSGI application of workspace-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = WorkspaceService(settings)
    service.add_converter("item", other_than(*RESERVED_OF_ITEMS))
    service.add_converter("category", other_than(*RESERVED_OF_CATEGORIES))
    service.register(
        [
            (items, "/api/items"),
            (bulk, "/api/items"),
            (stats, "/api/items"),
            (export, "/api/items"),
            (changes, "/api/items"),
            (change_stream, "/api/items"),
            (history, "/api/items"),
            (categories, "/api/categories"),
        ]
    )
    service.metrics.scraped.append(ChainErrors(service.database))
    add_workspace_health(service)
    connect_events(service)
    return service
