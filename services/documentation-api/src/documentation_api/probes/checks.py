"""Probing systems and storing what was found."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any
from uuid import UUID

from documentation_api.audit.ledger import AuditActor
from documentation_api.probes.prober import UNKNOWN, Probed, Prober
from documentation_api.probes.queries import insert_check
from documentation_api.systems.changes import record_status
from documentation_api.systems.errors import SystemNotFound
from documentation_api.systems.queries import select_probed, select_system, update_health
from suite.database import Connection
from suite.dates import wire_date
from suite.ids import now_milliseconds

ALL_SECONDS = 30.0
AT_ONCE = 10
NOT_CHECKED = "Not checked: time limit"

Transaction = Callable[[], AbstractContextManager[Connection]]


def check_system(transaction: Transaction, actor: AuditActor, prober: Prober, system_id: UUID) -> Probed:
    """Probe one system, outside of any transaction, and store the result."""
    with transaction() as connection:
        url = record_of(connection, system_id)["url"]
    health = prober.probe(url)
    with transaction() as connection:
        store_health(connection, actor, system_id, health)
    return health


def check_all(
    transaction: Transaction, actor: AuditActor, prober: Prober, seconds: float = ALL_SECONDS
) -> list[dict[str, Any]]:
    """Probe every system and answer `{system, health}` of each; those out of time are reported as not checked."""
    with transaction() as connection:
        systems = select_probed(connection)
    found = probe_all(prober, systems, seconds)
    answered: list[dict[str, Any]] = []
    for system_id, _ in systems:
        health = found.get(system_id) or Probed(UNKNOWN, NOT_CHECKED, None, now_milliseconds())
        with transaction() as connection:
            system = store_health(connection, actor, system_id, health)
        if system is not None:
            answered.append({"system": system, "health": health_wire(health)})
    return answered


def probe_all(prober: Prober, systems: list[tuple[UUID, str | None]], seconds: float) -> dict[UUID, Probed]:
    """Results that came in time, a few probes at once."""
    waiting: SimpleQueue[tuple[UUID, str | None]] = SimpleQueue()
    for system in systems:
        waiting.put(system)
    found: dict[UUID, Probed] = {}
    deadline = monotonic() + seconds

    def work() -> None:
        while monotonic() < deadline:
            try:
                system_id, url = waiting.get_nowait()
            except Empty:
                return
            found[system_id] = prober.probe(url)

    threads = [Thread(target=work, daemon=True) for _ in range(min(AT_ONCE, len(systems)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - monotonic()))
    return dict(found)


def store_health(connection: Connection, actor: AuditActor, system_id: UUID, health: Probed) -> dict[str, Any] | None:
    """Store what was found, unless nothing was asked; the record afterwards, None when it is gone meanwhile."""
    row = select_system(connection, system_id, lock=True)
    if row is None:
        return None
    system: dict[str, Any] = json.loads(row[0])
    if not health.known:
        return system
    changed, milliseconds = system["status"] != health.status, health.milliseconds or 0
    update_health(connection, system_id, status=health.status, at=health.at, milliseconds=milliseconds, changed=changed)
    insert_check(
        connection, system_id, at=health.at, status=health.status, milliseconds=milliseconds, message=health.message
    )
    if changed:
        record_status(connection, actor, system_id, system["status"], health.status)
    return record_of(connection, system_id)


def record_of(connection: Connection, system_id: UUID) -> dict[str, Any]:
    """A system as clients know it."""
    row = select_system(connection, system_id)
    if row is None:
        raise SystemNotFound()
    found: dict[str, Any] = json.loads(row[0])
    return found


def health_wire(health: Probed) -> dict[str, Any]:
    """As clients read it; what was not asked has no moment."""
    return {
        "status": health.status,
        "message": health.message,
        "response_time_ms": health.milliseconds,
        "last_checked": wire_date(health.at) if health.known else None,
    }
