"""Metrics of a service, right over all its worker processes."""

from suite.metrics import reserved
from suite.metrics.families import ServiceMetrics

__all__ = ["ServiceMetrics"]

reserved.install()
