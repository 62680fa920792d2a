"""Assembly of workspace-api."""

from suite.audit import Sealer
from suite.events.service import connect_events
from suite.http import Service
from suite.logs import configure_service_logging
from suite.settings import load_settings
from workspace_api.audit.gauge import ChainErrors
from workspace_api.categories.converter import CategoryConverter
from workspace_api.categories.routes import categories
from workspace_api.changes.routes import changes
from workspace_api.errors import envelope
from workspace_api.health import add_workspace_health
from workspace_api.history.ledger import SEALER
from workspace_api.history.routes import history
from workspace_api.items.bulk_routes import bulk
from workspace_api.items.converter import ItemConverter
from workspace_api.items.routes import items
from workspace_api.metrics import WorkspaceMetrics
from workspace_api.settings import Settings
from workspace_api.stats.routes import stats
from workspace_api.transfer.routes import export

ALIASES = {"/items": "/api/items", "/categories": "/api/categories", "/api/health": "/health"}


def create_app(settings: Settings | None = None) -> Service:
    """The WSGI application of workspace-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = Service(
        __name__,
        settings,
        title="workspace-api",
        description="Kanban items and categories with history, change feed, bulk writes and export.",
        envelope=envelope,
        path_aliases=ALIASES,
        strict_query=True,
    )
    service.add_converter("item", ItemConverter)
    service.add_converter("category", CategoryConverter)
    service.register(
        [
            (items, "/api/items"),
            (bulk, "/api/items"),
            (stats, "/api/items"),
            (export, "/api/items"),
            (changes, "/api/items"),
            (history, "/api/items"),
            (categories, "/api/categories"),
        ]
    )
    service.extensions[SEALER] = Sealer.of_key(settings.audit_key)
    service.extensions["workspace_metrics"] = WorkspaceMetrics(service.metrics)
    service.metrics.scraped.append(ChainErrors(service.database))
    add_workspace_health(service)
    connect_events(service)
    return service
