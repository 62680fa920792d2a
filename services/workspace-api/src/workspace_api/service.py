"""What workspace-api holds beside what every service has."""

from suite.audit import Sealer
from suite.http import Service
from suite.http.event_streams import OpenStreams
from workspace_api.errors import envelope
from workspace_api.items.pages import ReadPages
from workspace_api.metrics import WorkspaceMetrics
from workspace_api.settings import Settings

ALIASES = {"/items": "/api/items", "/categories": "/api/categories", "/api/health": "/health"}


class WorkspaceService(Service[Settings]):
    """`sealer` seals the history, `written` counts what becomes of items, `pages` are lists that were read before,
    `streams` counts open boards."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            "workspace_api",
            settings,
            title="workspace-api",
            description="Kanban items and categories with history, change feed, bulk writes and export.",
            envelope=envelope,
            path_aliases=ALIASES,
            strict_query=True,
        )
        self.sealer = Sealer.of_key(settings.audit_key)
        self.streams = OpenStreams(most=200, most_per_user=10)
        self.written = WorkspaceMetrics(self.metrics)
        self.pages = ReadPages(settings.cache_local_max_bytes)
