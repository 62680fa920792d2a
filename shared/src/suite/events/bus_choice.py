"""The bus a service's settings describe."""

from suite.database import Database
from suite.events.adapters.postgres import PostgresBus
from suite.events.bus import Bus
from suite.settings import ServiceSettings


def open_bus(settings: ServiceSettings, *, pool_size: int = 4) -> Bus | None:
    """The bus of BUS_ADAPTER, or None where APP_BUS_DB_PASSWORD is not given: events wait in the outbox then.

    Connects when first used; open it after fork. `pool_size`: one connection for each thread that uses it.
    """
    database = open_bus_database(settings, pool_size)
    if database is None:
        return None
    if settings.bus_adapter == "pubsub":
        from suite.events.adapters.pubsub import open_pubsub  # an optional library

        return open_pubsub(settings, database)
    return PostgresBus(database)


def open_bus_database(settings: ServiceSettings, pool_size: int) -> Database | None:
    """The schema of the bus as app_bus; Pub/Sub too keeps its dead letters there."""
    dsn = settings.bus_dsn()
    if dsn is None:
        return None
    return Database(
        dsn,
        schema="bus",
        application=f"{settings.ID} bus",
        pool_size=pool_size,
        pool_timeout_ms=settings.db_pool_timeout_ms,
        statement_timeout_ms=settings.db_statement_timeout_ms,
        prepare=settings.db_prepare,
        direct=settings.past_pooler,
    )
