"""Metrics only this service has."""

from prometheus_client import Counter

from suite.metrics import ServiceMetrics


class WorkspaceMetrics:
    """Items written by action."""

    def __init__(self, metrics: ServiceMetrics) -> None:
        self._written = Counter(
            "workspace_items_written", "Items written by action", ("action",), registry=metrics.registry
        )

    def count(self, action: str) -> None:
        """One committed change of an item."""
        self._written.labels(action).inc()
