"""Pauses between attempts, the two kinds of handlers, what becomes of claims, and how long things are kept."""

from typing import Any

import pytest
from event_stage import LEASE, TOPIC, Crash, Stage, crashing, event, record

from suite.database import Connection, Database
from suite.events import Message, PublisherNotFound, subscribe
from suite.events.handler import ACK, DEAD, DUPLICATE, NACK
from suite.events.retries import Retries
from suite.logs.context import request_context
from suite_ops.database.bootstrap import OWN_SCHEMAS
from suite_testing.databases import TestDatabase


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 10), (2, 20), (3, 40), (4, 80), (7, 600), (1_000, 600)])
def test_pauses_double_up_to_ten_minutes_and_spread_by_a_tenth(attempt: int, seconds: float) -> None:
    retries = Retries()
    assert retries.delay(attempt, lambda: 0.5) == seconds
    assert retries.delay(attempt, lambda: 0.0) == pytest.approx(seconds * 0.9)
    assert retries.delay(attempt, lambda: 1.0) == pytest.approx(seconds * 1.1)


def test_a_subscription_names_a_known_topic_and_itself_well() -> None:
    with pytest.raises(PublisherNotFound):
        subscribe("item-eaten", print, name="x-sub")
    for name in ("", "X", "a b", "a" * 101, "a'b"):
        with pytest.raises(ValueError, match="no name"):
            subscribe(TOPIC, print, name=name)


def test_an_outside_effect_is_tried_again_until_it_succeeds_then_marked_once(memory_stage: Stage) -> None:
    stage = memory_stage
    mails: list[str] = []

    def send(message: Message, database: Database) -> Any:
        assert database is stage.database
        mails.append("try")
        if len(mails) == 1:
            raise ConnectionError("the provider is away")
        return lambda connection: record(message, connection, subscription.name)

    subscription = stage.listen(send, outside=True)
    stage.publish(event())
    stage.drain(subscription)
    assert stage.states(subscription) == [("failed", 1)]
    stage.hours.let_pass(12)
    stage.drain(subscription)
    assert (mails, stage.effects(subscription)) == (["try", "try"], ["review"])
    assert stage.states(subscription) == [("done", 2)]


def test_a_process_that_ends_between_an_outside_effect_and_its_mark_sends_again(memory_stage: Stage) -> None:
    stage = memory_stage
    mails: list[str] = []

    def send(message: Message, database: Database) -> Any:
        mails.append("sent")
        if len(mails) == 1:
            raise Crash
        return None

    subscription = stage.listen(send, outside=True)
    stage.publish(event())
    crashing(stage, subscription)
    stage.hours.let_pass(LEASE + 11)
    stage.drain(subscription)
    assert mails == ["sent", "sent"]


def test_verdicts_for_a_message_that_came_another_way(memory_stage: Stage) -> None:
    """The push endpoint hands messages over without a bus."""
    stage, message = memory_stage, event()
    inner: list[str] = []

    def handle(message: Message, connection: Connection) -> None:
        other = stage.handling().handle(subscription, message)
        inner.append(other.kind)
        assert (other.counted, other.delay > 0) == (False, True)

    subscription = stage.listen(handle)
    handling = stage.handling()
    assert handling.handle(subscription, message).kind == ACK
    assert inner == [NACK]
    assert handling.handle(subscription, message).kind == DUPLICATE


def test_a_handler_works_under_the_request_that_caused_the_event(memory_stage: Stage) -> None:
    seen: list[Any] = []
    subscription = memory_stage.listen(lambda message, connection: seen.append(request_context.get()["request_id"]))
    memory_stage.publish(event(request_id="cause"))
    memory_stage.drain(subscription)
    assert seen == ["cause"]
    assert "request_id" not in request_context.get()


def test_a_broken_end_is_still_an_end(memory_stage: Stage) -> None:
    def refuse(message: Message, connection: Connection) -> None:
        connection.run("SELECT no_such_function()")

    def bury(message: Message, connection: Connection, reason: str, attempts: int) -> None:
        connection.run("SELECT no_such_function()")

    stage = memory_stage
    stage.retries = Retries(attempts=1)
    subscription = stage.listen(refuse, on_dead=bury)
    verdict = stage.handling().handle(subscription, event())
    assert (verdict.kind, verdict.attempts) == (DEAD, 1)
    assert stage.states(subscription) == [("dead", 1)]


def test_what_was_finished_is_forgotten_after_its_time(postgres_stage: Stage, consumer_database: TestDatabase) -> None:
    stage = postgres_stage
    subscription, idle = stage.listen(), stage.listen()
    stage.publish(event("old"), event("young"))
    stage.drain(subscription)
    with consumer_database.connect(schema="bus") as connection, connection.cursor() as cursor:
        old = "(SELECT id FROM bus.messages WHERE envelope -> 'data' ->> 'to' = 'old')"
        cursor.execute(f"UPDATE workspace.inbox SET done_at = now() - interval '15 days' WHERE message_id = {old}")
        cursor.execute(f"UPDATE messages SET created_at = now() - interval '8 days' WHERE id = {old}")
        cursor.execute(f"UPDATE deliveries SET created_at = now() - interval '8 days' WHERE message_id = {old}")
        stage.handling().tidy(14)
        stage.bus.tidy()
        cursor.execute("SELECT count(*) FROM workspace.inbox")
        assert cursor.fetchall() == [(1,)]
        cursor.execute("SELECT envelope -> 'data' ->> 'to' FROM messages")
        assert cursor.fetchall() == [("young",)]
        cursor.execute("SELECT subscription, reason, envelope -> 'data' ->> 'to' FROM dead_letters")
        assert cursor.fetchall() == [(idle.name, "expired: not handled in time", "old")]


@pytest.mark.parametrize("role", sorted(set(OWN_SCHEMAS) - {"app_bus"}))
def test_no_role_but_its_own_comes_near_the_bus(role: str, consumer_database: TestDatabase) -> None:
    with consumer_database.connect(schema="bus") as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_schema_privilege(%(role)s, 'bus', 'USAGE'),"
            " bool_or(has_table_privilege(%(role)s, oid, 'SELECT'))"
            " FROM pg_class WHERE relnamespace = 'bus'::regnamespace AND relkind = 'r'",
            {"role": role},
        )
        assert cursor.fetchall() == [(False, False)]
