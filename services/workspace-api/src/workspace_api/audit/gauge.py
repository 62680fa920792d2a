"""The last verdict of `audit verify` as a metric of the service."""

import logging
from collections.abc import Iterator
from threading import Lock
from time import monotonic

import psycopg2
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from suite.database import Database
from suite.errors import Unavailable
from workspace_api.audit.queries import select_last_errors

log = logging.getLogger(__name__)
KEPT_SECONDS = 15.0


class ChainErrors(Collector):
    """workspace_audit_chain_errors; without a value before the first verification and without a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._read_at = -KEPT_SECONDS
        self._errors: int | None = None

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(
            "workspace_audit_chain_errors", "Items whose history the last verification found broken"
        )
        errors = self._last_errors()
        if errors is not None:
            family.add_metric([], errors)
        yield family

    def _last_errors(self) -> int | None:
        with self._lock:
            if monotonic() - self._read_at >= KEPT_SECONDS:
                self._errors = self._read()
                self._read_at = monotonic()
            return self._errors

    def _read(self) -> int | None:
        try:
            with self._database.read() as connection:
                return select_last_errors(connection)
        except (Unavailable, psycopg2.Error) as error:
            log.warning("last verification cannot be read", extra={"error": type(error).__name__})
            return None
