"""Events of a web service: its relay in every worker process, its metrics, its readiness check."""

import logging

from suite.events.bus import Bus
from suite.events.metrics import EventMeter, Waiting
from suite.events.opening import open_bus
from suite.events.relay import Relay
from suite.events.relaying import RelayLoop
from suite.health import DISABLED, OK
from suite.http import Service

log = logging.getLogger(__name__)


def connect_events(service: Service, *, show_backlog: bool = False) -> Bus | None:
    """Let the service's worker processes relay its outbox; call it in create_app.

    Adds the optional readiness check `bus` (without the bus the service works on, and events wait in the outbox), the
    metrics of publishing and, with `show_backlog`, those of every subscription. Returns the bus, None where
    APP_BUS_DB_PASSWORD is not given.
    """
    bus = open_bus(service.settings, pool_size=2)

    def ask_bus() -> str:
        if bus is None:
            return DISABLED
        bus.check()
        return OK

    service.readiness.add("bus", ask_bus, required=False)
    metrics = service.metrics
    backlogs = bus.backlogs if bus is not None and show_backlog else None
    metrics.scraped.append(Waiting(metrics.service, metrics.prefix, service.database, backlogs))
    if bus is None:
        log.warning("events wait in the outbox: APP_BUS_DB_PASSWORD is not given")
    else:
        relay = Relay(service.database, bus, EventMeter(metrics))
        service.background.append(RelayLoop(relay, bus, service.shutting_down))
    return bus
