"""A relay or a worker as a process of its own, to be killed.

python fault_process.py relay|worker BUS_DSN SERVICE_DSN
"""

import signal
import sys
from threading import Event

from event_stage import TOPIC, record

from suite.database import Connection, Database
from suite.events import Message, subscribe
from suite.events.adapters.postgres import PostgresBus
from suite.events.handler import Handling
from suite.events.relay import Relay
from suite.events.relay_loop import RelayLoop
from suite.events.retries import Retries
from suite.events.worker import EventWorker

ORDERED, UNORDERED = "fault-ordered-sub", "fault-unordered-sub"
POISON = "poison"
RETRIES = Retries(attempts=5, first_seconds=0.05, longest_seconds=0.4)
LEASE_SECONDS = 1.5


def leave_effect(subscription: str, message: Message, connection: Connection) -> None:
    """An effect in the database, unless the event was made to fail."""
    record(message, connection, subscription)
    if message.data["title"] == POISON:
        raise ValueError("made to fail")


SUBSCRIPTIONS = [
    subscribe(
        TOPIC, lambda message, connection: leave_effect(ORDERED, message, connection), name=ORDERED, ordered=True
    ),
    subscribe(TOPIC, lambda message, connection: leave_effect(UNORDERED, message, connection), name=UNORDERED),
]


def main(role: str, bus_dsn: str, service_dsn: str) -> None:
    """Work until killed."""
    stopped = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    database = Database(service_dsn, schema="workspace", application=role, pool_size=8)
    bus = PostgresBus(Database(bus_dsn, schema="bus", application=role, pool_size=8))
    if role == "relay":
        work: RelayLoop | EventWorker = RelayLoop(Relay(database, bus, batch=50, lease_seconds=2.0), bus, stopped)
    else:
        handling = Handling(database, retries=RETRIES, lease_seconds=LEASE_SECONDS)
        work = EventWorker(bus, handling, SUBSCRIPTIONS, threads=2, stopped=stopped)
    work.start()
    stopped.wait()
    work.stop(5)


if __name__ == "__main__":
    main(*sys.argv[1:])
