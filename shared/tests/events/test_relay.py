"""From the outbox to the bus: after the commit only, in order, again after a crash, later after a refusal."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from event_stage import TOPIC, Crash, Stage, event, record

from suite.database import Database
from suite.events import Message, outbox_queries, publish, publish_many, subscribe
from suite.events.adapters import postgres_queries
from suite.events.errors import BusUnavailable
from suite.events.relay import Relay
from suite.events.relay_loop import RelayLoop
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase

PATIENCE = 60.0
NEW = "never-known-before-sub"


def tell(database: Database, value: str, key: str = "k") -> str:
    """An event in the outbox, committed."""
    with database.transaction() as connection:
        return publish(connection, TOPIC, dict(event(value, key).data))["messageId"]


def outbox(database: Database) -> list[tuple[str, bool, int, str | None]]:
    """(value, sent, attempts, last error), oldest first."""
    with database.read() as connection:
        return connection.rows(
            "SELECT data ->> 'to', sent_at IS NOT NULL, attempts, last_error FROM outbox ORDER BY seq"
        )


def end_leases(database: Database) -> None:
    """What a killed relay held is free."""
    with database.read() as connection:
        connection.run("UPDATE outbox SET next_at = now() WHERE sent_at IS NULL")


class Recorder:
    """A bus that remembers what it was given; `refuse` says what is refused, `down` that nothing gets through."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.refuse: set[str] = set()
        self.down = False
        self.crash = False

    def publish(self, messages: Sequence[Message]) -> Mapping[UUID, str]:
        if self.down:
            raise BusUnavailable("unreachable")
        self.batches.append([message.data["to"] for message in messages])
        if self.crash:
            raise Crash
        return {message.id: "TooLarge" for message in messages if message.data["to"] in self.refuse}

    def rest(self) -> None:
        return None


@pytest.fixture
def recorder(clean_bus: None) -> Recorder:
    return Recorder()


def test_an_event_arrives_with_the_commit_and_not_before(stage: Stage) -> None:
    subscription = stage.listen()
    relay = Relay(stage.database, stage.bus)
    with stage.database.transaction() as connection:
        publish(connection, TOPIC, dict(event("early").data))
        assert not relay.run_once()
    with pytest.raises(RuntimeError, match="no"), stage.database.transaction() as connection:
        publish(connection, TOPIC, dict(event("never").data))
        raise RuntimeError("no")
    relay.run_once()
    stage.drain(subscription)
    assert stage.effects(subscription) == ["early"]
    assert outbox(stage.database) == [("early", True, 0, None)]


@pytest.mark.parametrize("step", ["claim", "publish", "mark"])
def test_a_crash_after_any_step_loses_nothing_and_doubles_nothing(
    step: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription = stage.listen()
    for number in range(5):
        tell(stage.database, str(number))
    place: Any = {"claim": "claim_events", "publish": "mark_sent", "mark": "mark_sent"}[step]
    relay_module = __import__("suite.events.relay", fromlist=["relay"])
    real = getattr(relay_module, place)

    def crash(*values: Any) -> None:
        if step != "publish":
            real(*values)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(relay_module, place, crash)
        with pytest.raises(Crash):
            Relay(stage.database, stage.bus).run_once()
    end_leases(stage.database)
    Relay(stage.database, stage.bus).run_once()
    stage.drain(subscription)
    assert sorted(stage.effects(subscription)) == ["0", "1", "2", "3", "4"]
    assert all(sent for _, sent, _, _ in outbox(stage.database))


def test_what_one_relay_holds_another_leaves_alone_with_all_of_its_key(recorder: Recorder, database: Database) -> None:
    tell(database, "a0", "a")
    recorder.crash = True
    with pytest.raises(Crash):
        Relay(database, recorder).run_once()  # type: ignore[arg-type]
    tell(database, "a1", "a")
    tell(database, "b0", "b")
    recorder.crash = False
    relay = Relay(database, recorder)  # type: ignore[arg-type]
    relay.run_once()
    assert recorder.batches == [["a0"], ["b0"]]
    end_leases(database)
    relay.run_once()
    assert recorder.batches[2:] == [["a0", "a1"]]


def test_a_refused_event_holds_back_its_key_only_and_is_tried_later(recorder: Recorder, database: Database) -> None:
    recorder.refuse = {"a0"}
    tell(database, "a0", "a")
    relay = Relay(database, recorder)  # type: ignore[arg-type]
    relay.run_once()
    tell(database, "a1", "a")
    tell(database, "b0", "b")
    relay.run_once()
    assert recorder.batches == [["a0"], ["b0"]]
    assert outbox(database)[0] == ("a0", False, 1, "TooLarge")
    recorder.refuse = set()
    end_leases(database)
    relay.run_once()
    assert recorder.batches[2:] == [["a0", "a1"]]
    assert all(sent for _, sent, _, _ in outbox(database))


def test_while_the_bus_is_down_events_stay_due(recorder: Recorder, database: Database) -> None:
    recorder.down = True
    tell(database, "a0")
    relay = Relay(database, recorder)  # type: ignore[arg-type]
    with pytest.raises(BusUnavailable):
        relay.run_once()
    assert outbox(database) == [("a0", False, 1, "unreachable")]
    recorder.down = False
    relay.run_once()
    assert outbox(database)[0][1]


def test_relays_at_once_keep_the_order_of_every_key(postgres_stage: Stage) -> None:
    stage = postgres_stage
    for number in range(120):
        tell(stage.database, str(number), f"key-{number % 3}")
    relays = [Relay(stage.database, stage.bus, batch=7) for _ in range(4)]

    def work(relay: Relay) -> None:
        while not all(sent for _, sent, _, _ in outbox(stage.database)):
            relay.run_once()

    threads = [threading.Thread(target=work, args=(relay,)) for relay in relays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with stage.database.read() as connection:
        assert connection.value("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == 0
    assert published_in_order(stage) == [[str(number) for number in range(key, 120, 3)] for key in range(3)]


def published_in_order(stage: Stage) -> list[list[str]]:
    subscription = stage.listen()
    with stage.bus._database.statement() as connection:  # type: ignore[attr-defined]
        rows = connection.rows("SELECT key, envelope -> 'data' ->> 'to' FROM messages ORDER BY key, seq")
    assert subscription
    return [[value for key, value in rows if key == f"key-{number}"] for number in range(3)]


def test_sent_events_are_kept_for_a_week(recorder: Recorder, database: Database) -> None:
    old, young = tell(database, "old"), tell(database, "young")
    unsent = tell(database, "unsent")
    with database.read() as connection:
        connection.run("UPDATE outbox SET sent_at = now() - interval '169 hours' WHERE id = %s", (old,))
        connection.run("UPDATE outbox SET sent_at = now() - interval '167 hours' WHERE id = %s", (young,))
        connection.run("UPDATE outbox SET created_at = now() - interval '1 year' WHERE id = %s", (unsent,))
    Relay(database, recorder).tidy()  # type: ignore[arg-type]
    assert [value for value, *_ in outbox(database)] == ["young", "unsent"]


def test_the_loop_relays_what_this_process_publishes_and_survives_the_loss_of_its_database(
    postgres_stage: Stage, consumer_database: TestDatabase
) -> None:
    stage = postgres_stage
    loop = RelayLoop(Relay(stage.database, stage.bus), stage.bus)
    loop.start()
    try:
        tell(stage.database, "one")
        assert wait_until(lambda: outbox(stage.database)[0][1], PATIENCE)
        with consumer_database.connect(schema="bus") as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert wait_until(lambda: try_to_tell(stage.database), PATIENCE)
        assert wait_until(lambda: outbox(stage.database)[-1][1], PATIENCE)
    finally:
        assert loop.stop(PATIENCE)


def test_subscriptions_of_the_service_are_known_before_its_first_event_goes_out(postgres_stage: Stage) -> None:
    stage = postgres_stage
    subscription = subscribe(TOPIC, lambda message, connection: record(message, connection, NEW), name=NEW)
    tell(stage.database, "told before anybody listened")
    loop = RelayLoop(Relay(stage.database, stage.bus), stage.bus, subscriptions=[subscription])
    loop.start()
    try:
        assert wait_until(lambda: outbox(stage.database)[0][1], PATIENCE)
    finally:
        assert loop.stop(PATIENCE)
    stage.drain(subscription)
    assert stage.effects(subscription) == ["told before anybody listened"]


def try_to_tell(database: Database) -> bool:
    try:
        return bool(tell(database, "two"))
    except Exception:
        return False


@pytest.mark.parametrize("statement", [outbox_queries.CLAIM_EVENTS, postgres_queries.TAKE_ORDERED])
def test_a_statement_that_keeps_an_order_reads_the_time_once_and_under_the_lock(statement: str) -> None:
    """Otherwise a row found not yet due, or just being moved, would not hold back its successors."""
    assert "clock_timestamp" not in statement
    assert statement.index("pg_advisory_xact_lock") < statement.index("UPDATE")


def test_a_claim_looks_at_what_holds_back_once_however_long_the_backlog(clean_bus: None, database: Database) -> None:
    with database.transaction() as connection:
        publish_many(connection, TOPIC, [dict(event(str(number), f"k{number % 9}").data) for number in range(2_000)])
    claim = outbox_queries.CLAIM_EVENTS.partition(";")[2]
    with database.transaction() as connection:
        plan = connection.rows("EXPLAIN " + claim, {"limit": 200, "lease": 15})
    assert plan
    assert not [line for (line,) in plan if "SubPlan" in line]
