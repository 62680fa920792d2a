"""How a service comes by its replica."""

from functools import partial
from typing import Protocol

from suite.database.connection import QueryMeter
from suite.database.facade import Database, read_dsn_again
from suite.database.replica import ReaderMeter, Replica
from suite.database.replica_watch import ReplicaMeter, ReplicaWatch
from suite.settings import ServiceSettings

WATCH_STATEMENT_MS = 2_000


class ReplicaQueryMeter(QueryMeter, ReplicaMeter, Protocol):
    """Who is told about statements and the replica."""


def add_replica(database: Database, settings: ServiceSettings, meter: ReplicaQueryMeter) -> Replica | None:
    """Let the replica that the settings name answer `database.read_replica`; it closes with the database."""
    dsn = settings.replica_dsn()
    if dsn is None:
        return None
    open_replica = partial(
        Database,
        dsn,
        schema=settings.SCHEMA,
        application=settings.ID,
        prepare=settings.db_prepare,
        read_only=True,
        slow_query_ms=settings.db_slow_query_ms,
        reload_dsn=lambda: read_dsn_again(type(settings), ServiceSettings.replica_dsn),
    )
    reader = open_replica(
        pool_size=settings.db_pool_max,
        pool_timeout_ms=0,
        statement_timeout_ms=settings.db_statement_timeout_ms,
        meter=ReaderMeter(meter),
    )
    # A connection of its own: a look does not wait for readers.
    watched = open_replica(pool_size=1, statement_timeout_ms=WATCH_STATEMENT_MS)
    watch = ReplicaWatch(database, watched, settings.database_replica_max_lag_ms / 1000, meter)
    database.replica = Replica(database, reader, watch, meter)
    for stop in (watch.stop, reader.close, watched.close):
        database.before_close(stop)
    return database.replica
