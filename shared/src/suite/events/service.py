"""Events of a service or of its companion worker: relay, consumers, metrics, readiness check."""

import logging
from collections.abc import Sequence

from suite.events.bus import Bus
from suite.events.bus_choice import open_bus
from suite.events.handler import Handling
from suite.events.metrics import BacklogCollector, EventMeter
from suite.events.relay import Relay
from suite.events.relay_loop import RelayLoop
from suite.events.subscriptions import Subscription
from suite.events.worker import EventWorker
from suite.health import DISABLED, OK
from suite.http import Service
from suite.loops import Beat, keep_quiet

log = logging.getLogger(__name__)


def connect_events(
    service: Service,
    subscriptions: Sequence[Subscription] = (),
    *,
    elsewhere: Sequence[Subscription] = (),
    threads: int = 1,
    show_backlog: bool = False,
    required: bool = False,
    beat: Beat = keep_quiet,
) -> Bus | None:
    """Let the processes of a service relay its outbox and, with `subscriptions`, handle what they receive.
    Those that other processes of the service handle stand in `elsewhere`: what is told here reaches them too.

    Call it in create_app, or with the `service` of a suite.workers.Worker (`beat` is its heartbeat's). It adds
    background work, the readiness check `bus` (not `required`: events wait in the outbox meanwhile), the metrics of
    publishing and, with `show_backlog`, those of every subscription. Each subscription takes `threads` connections of
    the service's pool, and the renewal of leases one more. Returns the bus, None where APP_BUS_DB_PASSWORD is not
    given.
    """
    metrics, stopped = service.metrics, service.shutting_down
    bus = open_bus(service.settings, pool_size=2 + threads * len(subscriptions))
    add_bus_check(service, bus, required=required)
    meter = service.event_meter = EventMeter(metrics)
    backlogs = bus.backlogs if bus is not None and show_backlog else None
    metrics.scraped.append(BacklogCollector(metrics.service, metrics.prefix, service.database, backlogs))
    if bus is None:
        log.warning("events wait in the outbox: APP_BUS_DB_PASSWORD is not given")
        return None
    relay = Relay(service.database, bus, meter)
    service.background.append(RelayLoop(relay, bus, stopped, beat, [*subscriptions, *elsewhere]))
    if subscriptions:
        handling = Handling(service.database, meter)
        worker = EventWorker(bus, handling, subscriptions, meter, threads=threads, stopped=stopped, beat=beat)
        service.background.append(worker)
    return bus


def add_bus_check(service: Service, bus: Bus | None, *, required: bool) -> None:
    """The readiness check `bus`."""

    def ask_bus() -> str:
        if bus is None:
            return DISABLED
        bus.check()
        return OK

    service.readiness.add("bus", ask_bus, required=required)
