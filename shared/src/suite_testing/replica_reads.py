"""Reads that a replica may answer, and who did."""

from collections import Counter

from suite.database import Connection, Database
from suite.database.connection import SilentMeter
from suite.database.replica import PRIMARY, REPLICA
from suite.http import Service
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 60
IN_RECOVERY = "SELECT pg_is_in_recovery()"


class CountingMeter(SilentMeter):
    """Remembers what it was told of a replica."""

    def __init__(self) -> None:
        self.reads: Counter[str] = Counter()
        self.fallbacks: Counter[str] = Counter()
        self.lag: float | None = None

    def count_replica_read(self, target: str) -> None:
        self.reads[target] += 1

    def count_replica_fallback(self, reason: str) -> None:
        self.fallbacks[reason] += 1

    def set_replica_lag(self, seconds: float) -> None:
        self.lag = seconds


def server_of(connection: Connection) -> str:
    """Which of the two servers answers this connection's statements."""
    return "replica" if connection.value(IN_RECOVERY) else "primary"


def answered_by(database: Database) -> str:
    """Which server answers a read that the replica may answer."""
    with database.read_replica() as connection:
        return server_of(connection)


def wait_for(database: Database, server: str) -> None:
    """Wait until such reads are answered by this server."""
    assert wait_until(lambda: answered_by(database) == server, PATIENCE_SECONDS), f"{server} does not answer"


def marked_reads(service: Service) -> tuple[int, int]:
    """How many reads that a replica may answer the replica and the primary were asked."""
    name = f"{service.metrics.prefix}db_replica_reads_total"
    labels = [{"service": service.metrics.service, "target": target} for target in (REPLICA, PRIMARY)]
    counts = [service.metrics.registry.get_sample_value(name, given) or 0 for given in labels]
    return int(counts[0]), int(counts[1])
