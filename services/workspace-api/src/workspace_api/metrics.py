"""Metrics only this service has."""

from prometheus_client import Counter

from suite.http import Call
from suite.metrics import ServiceMetrics


class WorkspaceMetrics:
    """Items written by action."""

    def __init__(self, metrics: ServiceMetrics) -> None:
        self._written = Counter(
            "workspace_items_written", "Items written by action", ("action",), registry=metrics.registry
        )

    def count_written(self, action: str) -> None:
        """One committed change of an item."""
        self._written.labels(action).inc()


def count_written(call: Call, action: str) -> None:
    """One committed change of an item, in the service's metrics."""
    metrics: WorkspaceMetrics = call.service.extensions["workspace_metrics"]
    metrics.count_written(action)
