"""5 000 events while relay, worker and PostgreSQL are killed again and again: nothing lost, doubled or out of order.

kill -9 comes every one and a half seconds for as long as events are produced: about a minute.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from event_stage import EFFECTS, TOPIC
from fault_process import ORDERED, POISON, SUBSCRIPTIONS, UNORDERED

from suite.database import Database, TransactionAborted
from suite.errors import DatabaseUnavailable
from suite.events import publish
from suite.events.adapters.postgres import PostgresBus
from suite.events.handler import LOST
from suite_ops.database.account import PostgresError
from suite_ops.database.throwaway import prepared_cluster
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.events import documented_table

EVENTS, KEYS = 5_000, 20
POISON_EVERY = 250
PAUSE_SECONDS = 1.5
PATIENCE_SECONDS = 300.0
SETTINGS = (
    "ALTER SYSTEM SET synchronous_commit = on",
    "ALTER SYSTEM SET full_page_writes = on",
    "SELECT pg_reload_conf()",
    documented_table("inbox"),
    EFFECTS,
    "CREATE TABLE produced (key TEXT PRIMARY KEY, number INT NOT NULL)",
)


@pytest.fixture
def own_database() -> Iterator[TestDatabase]:
    """A database in a cluster that may be killed; what it has acknowledged survives."""
    with prepared_cluster() as (cluster, passwords):
        database = TestCluster(cluster, passwords).clone("workspace-api", "workspace")
        with database.connect(schema="workspace") as admin, admin.cursor() as cursor:
            for statement in SETTINGS:
                cursor.execute(statement)
        yield database


class Fleet:
    """Relays and workers; one that was killed is started again."""

    def __init__(self, database: TestDatabase, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.kills = {"relay": 0, "worker": 0, "postgres": 0}

    def start(self, name: str) -> None:
        role = name.partition("-")[0]
        dsns = [self._database.dsn("app_bus"), self._database.dsn("app_workspace")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, str(Path(__file__).parent / "fault_process.py"), role, *dsns],
                env=environment,
                stdout=log,
                stderr=log,
            )

    def kill_one(self, chance: random.Random) -> None:
        """kill -9 for one of them."""
        if chance.random() < 0.25:
            self._kill_postgres()
            return
        name = chance.choice(sorted(self._running))
        process = self._running[name]
        assert process.poll() is None, (self._folder / f"{name}.log").read_text(encoding="utf-8")
        process.kill()
        process.wait()
        self.kills[name.partition("-")[0]] += 1
        self.start(name)

    def stop(self) -> None:
        for process in self._running.values():
            process.kill()
            process.wait()

    def _kill_postgres(self) -> None:
        cluster = self._database.owner.cluster
        server = cluster.running()
        assert server is not None
        everything = [server, *server.children(recursive=True)]
        for process in everything:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(everything)
        cluster.stop()  # only notes that its child is gone
        with suppress(PostgresError):
            cluster.start()
        assert wait_until(cluster.ready, PATIENCE_SECONDS)
        self.kills["postgres"] += 1


@pytest.fixture
def fleet(own_database: TestDatabase, tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(own_database, tmp_path)
    for name in ("relay-1", "relay-2", "worker-1", "worker-2"):
        fleet.start(name)
    yield fleet
    fleet.stop()


class Producer:
    """Counts each key up and tells every number, both in one transaction; it goes on where the last commit was."""

    def __init__(self, database: Database, keys: list[str], each: int) -> None:
        self._database, self._keys, self._each = database, keys, each
        self._numbers: dict[str, int] = {}
        self.failure: BaseException | None = None
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            for _ in range(self._each):
                for key in self._keys:
                    self._tell(key)
        except BaseException as error:
            self.failure = error

    def _tell(self, key: str) -> None:
        wanted = self._numbers.get(key, 0) + 1
        while self._numbers.get(key, 0) < wanted:
            try:
                self._numbers[key] = self._tell_next(key, wanted)
            except (DatabaseUnavailable, TransactionAborted):
                # Whether it was committed is not known here, only in the database.
                time.sleep(0.05)

    def _tell_next(self, key: str, wanted: int) -> int:
        with self._database.transaction() as connection:
            known = connection.value("SELECT number FROM produced WHERE key = %s FOR UPDATE", (key,))
            if known == wanted:
                return wanted
            connection.run(
                "INSERT INTO produced VALUES (%(key)s, %(number)s)"
                " ON CONFLICT (key) DO UPDATE SET number = excluded.number",
                {"key": key, "number": wanted},
            )
            publish(connection, TOPIC, event_data(key, wanted))
        return wanted


def event_data(key: str, number: int) -> dict[str, Any]:
    return {
        "itemId": key,
        "title": POISON if number % POISON_EVERY == POISON_EVERY // 2 else "good",
        "from": "new",
        "to": str(number),
        "changedBy": "u",
        "changedAt": "2026-01-15T10:30:00.000Z",
    }


def test_everything_takes_effect_once_and_in_order(own_database: TestDatabase, fleet: Fleet) -> None:
    chance = random.Random(8)
    register(own_database)
    numbers = EVENTS // KEYS
    keys = [f"key-{number}" for number in range(KEYS)]
    with closing(open_database(own_database, "app_workspace", "workspace")) as database:
        producers = [Producer(database, keys[start::4], numbers) for start in range(4)]
        for producer in producers:
            producer.thread.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(producer.thread.is_alive() for producer in producers) or min(fleet.kills.values()) < 4:
            fleet.kill_one(chance)
            time.sleep(PAUSE_SECONDS)  # the rhythm of the faults, not a wait for something
            assert time.monotonic() < deadline
        assert [producer.failure for producer in producers] == [None] * 4
        good = EVENTS - poisoned(numbers) * KEYS
        assert wait_until(lambda: settled(own_database, 2 * EVENTS), PATIENCE_SECONDS, pause=0.5)

    assert select(own_database, "SELECT sum(number) FROM workspace.produced") == [(EVENTS,)]
    for name in (ORDERED, UNORDERED):
        effects = select(
            own_database, "SELECT key, value FROM workspace.effects WHERE subscription = %s ORDER BY place", name
        )
        assert len(effects) == len(set(effects)) == good
        dead = select(
            own_database,
            "SELECT envelope, reason FROM dead_letters WHERE subscription = %s",
            name,
        )
        assert len(dead) == poisoned(numbers) * KEYS
        assert all(envelope["data"]["title"] == POISON for envelope, _ in dead)
        # A process that was killed in the last attempt could not say what was wrong with the message.
        assert {reason.partition(":")[0] for _, reason in dead} <= {"ValueError", LOST}
        if name == ORDERED:
            for key in keys:
                told = [int(value) for other, value in effects if other == key]
                assert told == sorted(told)
    assert select(own_database, "SELECT count(*) FROM dead_letters") == [(2 * poisoned(numbers) * KEYS,)]
    assert min(fleet.kills.values()) >= 4, fleet.kills


def poisoned(numbers: int) -> int:
    """How many of a key's events are made to fail."""
    return sum(event_data("k", number)["title"] == POISON for number in range(1, numbers + 1))


def register(database: TestDatabase) -> None:
    """Nothing published before a subscription would reach it."""
    with closing(open_database(database, "app_bus", "bus")) as bus_database:
        bus = PostgresBus(bus_database)
        for subscription in SUBSCRIPTIONS:
            bus.register(subscription)


def settled(database: TestDatabase, outcomes: int) -> bool:
    """Whether every message is done or dead for every subscription, and the bus knows."""
    finished = "SELECT count(*) FROM workspace.inbox WHERE state IN ('done', 'dead')"
    return select(database, finished) == [(outcomes,)] and select(database, "SELECT count(*) FROM deliveries") == [(0,)]


def select(database: TestDatabase, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with database.connect(schema="bus") as connection, connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def open_database(database: TestDatabase, role: str, schema: str) -> Database:
    return Database(database.dsn(role), schema=schema, application="test", pool_size=6)
