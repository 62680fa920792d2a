"""What every adapter of the bus does: the same tests for PostgreSQL, Google Pub/Sub and memory."""

import json
import threading
from datetime import timedelta
from pkgutil import resolve_name
from typing import Any
from uuid import UUID

import pytest
from event_stage import LEASE, TOPIC, Crash, Stage, crashing, event, record, values_of

from suite.database import Connection
from suite.events import Delay, Message, Permanent
from suite.events.consumer import legible, message_in
from suite.events.dead_letters import (
    drop_dead_letters,
    find_dead_letters,
    purge_dead_letters,
    replay_messages,
    select_dead_letter,
)
from suite.events.message import decode_message
from suite.events.retries import Retries


def test_a_message_arrives_as_it_was_published(stage: Stage) -> None:
    received: list[Message] = []
    subscription = stage.listen(lambda message, connection: received.append(message))
    (sent,) = stage.publish(event(request_id="r-1", attributes={"origin": "test"}))
    stage.drain(subscription)
    (message,) = received
    assert message.wire() == sent.wire()


def test_every_subscription_of_the_topic_gets_it_and_no_other(stage: Stage) -> None:
    first, second = stage.listen(), stage.listen()
    other = stage.listen(topic="idea-moved")
    messages = stage.publish(*(event(f"v{number}") for number in range(30)))
    stage.drain(first, second, other)
    assert sorted(stage.effects(first)) == sorted(stage.effects(second)) == sorted(values_of(messages))
    assert stage.effects(other) == []


def test_what_was_published_before_the_subscription_is_not_delivered(stage: Stage) -> None:
    stage.publish(event("early"))
    subscription = stage.listen()
    stage.bus.register(subscription)
    stage.publish(event("late"))
    stage.drain(subscription)
    assert stage.effects(subscription) == ["late"]


def test_a_message_published_twice_takes_effect_once(stage: Stage) -> None:
    subscription = stage.listen()
    message = event()
    stage.publish(message, event("other"), message)
    stage.drain(subscription)
    stage.publish(message)
    stage.drain(subscription)
    assert sorted(stage.effects(subscription)) == ["other", "review"]


def test_a_message_in_hand_is_given_to_nobody_else(stage: Stage) -> None:
    subscription = stage.listen()
    stage.publish(event())
    assert len(stage.bus.receive(subscription, 10, LEASE)) == 1
    assert stage.bus.receive(subscription, 10, LEASE) == []
    stage.hours.let_pass(LEASE + 1)
    assert len(stage.bus.receive(subscription, 10, LEASE)) == 1


def test_a_failing_handler_is_tried_at_10_20_40_80_seconds_then_the_message_is_dead(stage: Stage) -> None:
    stage.retries = Retries(spread=0.0)
    tries: list[int] = []

    def fail(message: Message, connection: Connection) -> None:
        record(message, connection, "never")
        tries.append(1)
        raise RuntimeError("no such table")

    subscription = stage.listen(fail)
    announced = stage.listen(lambda message, connection: None, topic="dead-letter")
    (message,) = stage.publish(event())
    for number, pause in enumerate((10, 20, 40, 80), start=1):
        stage.drain(subscription)
        assert len(tries) == number
        stage.hours.let_pass(pause - 1.5)
        stage.drain(subscription)
        assert len(tries) == number
        stage.hours.let_pass(2)
    stage.drain(subscription)
    assert len(tries) == 5
    stage.hours.let_pass(400)
    stage.drain(subscription)
    assert (len(tries), stage.effects(subscription)) == (5, [])

    (dead_letter,), total = find_dead_letters(stage.bus)
    assert (total, dead_letter.reason, dead_letter.attempts) == (1, "RuntimeError: no such table", 5)
    assert dead_letter.envelope == message.wire()
    (delivery,) = stage.bus.receive(announced, 10, LEASE)
    body = message_in(delivery)
    assert body.data["original"] == message.wire()
    assert body.data["subscription"] == subscription.name


def test_a_permanent_refusal_is_dead_at_once_and_told(stage: Stage) -> None:
    told: list[Any] = []

    def refuse(message: Message, connection: Connection) -> None:
        raise Permanent("no_recipient")

    def bury(message: Message, connection: Connection, reason: str, attempts: int) -> None:
        record(message, connection, subscription.name)
        told.append((message.id, reason, attempts))

    subscription = stage.listen(refuse, on_dead=bury)
    (message,) = stage.publish(event())
    stage.drain(subscription)
    assert told == [(message.id, "no_recipient", 1)]
    assert stage.effects(subscription) == ["review"]
    assert [dead_letter.reason for dead_letter in find_dead_letters(stage.bus)[0]] == ["no_recipient"]


def test_a_delay_consumes_no_attempt(stage: Stage) -> None:
    tries: list[int] = []

    def put_off(message: Message, connection: Connection) -> None:
        tries.append(1)
        if len(tries) < 8:
            raise Delay(60)
        record(message, connection, subscription.name)

    subscription = stage.listen(put_off)
    stage.publish(event())
    for _ in range(8):
        stage.drain(subscription)
        stage.hours.let_pass(61)
    assert stage.effects(subscription) == ["review"]
    assert stage.states(subscription) == [("done", 1)]


def test_a_replayed_message_is_handled_with_all_attempts_before_it(stage: Stage) -> None:
    broken = True

    def handle(message: Message, connection: Connection) -> None:
        if broken:
            raise Permanent("not yet")
        record(message, connection, subscription.name)

    subscription, bystander = stage.listen(handle), stage.listen()
    messages = stage.publish(event("one"), event("two"))
    stage.drain(subscription, bystander)
    dead_letters, total = find_dead_letters(stage.bus, topic=TOPIC)
    assert total == 2
    assert replay_messages(stage.bus, topic="idea-moved") == []
    assert len(replay_messages(stage.bus, dry_run=True)) == 2
    stage.drain(subscription)
    broken = False
    assert [one.id for one in replay_messages(stage.bus, dead_letter_id=dead_letters[0].id)] == [dead_letters[0].id]
    stage.drain(subscription, bystander)
    assert stage.effects(subscription) == [dead_letters[0].envelope["data"]["to"]]  # type: ignore[index]
    assert len(replay_messages(stage.bus, subscription=subscription.name)) == 1
    stage.drain(subscription, bystander)
    assert sorted(stage.rows(subscription)) == sorted((message.id, message.data["to"]) for message in messages)
    assert len(stage.effects(bystander)) == 2
    assert find_dead_letters(stage.bus) == ([], 0)
    assert replay_messages(stage.bus) == []


def test_what_dies_again_can_be_replayed_again(stage: Stage) -> None:
    subscription = stage.listen(fail_always)
    stage.publish(event())
    for _ in range(3):
        stage.drain(subscription)
        (dead_letter,), _ = find_dead_letters(stage.bus)
        assert len(replay_messages(stage.bus)) == 1
    stage.drain(subscription)
    assert find_dead_letters(stage.bus)[0][0].replay == 3
    assert select_dead_letter(stage.bus, dead_letter.id) is not None


def fail_always(message: Message, connection: Connection) -> None:
    raise Permanent("always")


def test_a_message_that_was_handled_is_not_handled_again_by_a_replay(stage: Stage) -> None:
    subscription = stage.listen()
    stage.publish(event())
    stage.drain(subscription)
    handled = stage.consumer(subscription)
    delivered = stage.listen(fail_always)
    stage.publish(event("two"))
    stage.drain(delivered, subscription)
    (dead_letter,), _ = find_dead_letters(stage.bus)
    stage.bus.redeliver([dead_letter.__class__(**{**vars(dead_letter), "subscription": subscription.name})])
    while handled.run_once():
        continue
    assert sorted(stage.effects(subscription)) == ["review", "two"]


def test_dead_letters_can_be_dropped_and_purged(stage: Stage) -> None:
    subscription = stage.listen(fail_always)
    stage.publish(*(event(str(number)) for number in range(3)))
    stage.drain(subscription)
    dead_letters, _ = find_dead_letters(stage.bus, limit=2)
    assert len(dead_letters) == 2
    assert drop_dead_letters(stage.bus, [dead_letters[0].id, UUID(int=7)]) == 1
    assert select_dead_letter(stage.bus, dead_letters[0].id) is None
    assert purge_dead_letters(stage.bus, timedelta(days=30)) == 0
    assert purge_dead_letters(stage.bus, timedelta(seconds=-60)) == 2


@pytest.mark.parametrize("adapter", ["postgres", "pubsub"])
def test_what_is_no_event_is_buried_and_disturbs_nobody(adapter: str, request: pytest.FixtureRequest) -> None:
    stage: Stage = request.getfixturevalue(f"{adapter}_stage")
    subscription = stage.listen()
    whole = event("whole").wire()
    broken = [b'{"id": 7}', b"[1]", b'"text"', b"{}"]
    if adapter == "pubsub":
        broken += [b"not JSON", b"\xff\x00", b'{"data": "\\u0000"}', b"[" * 100_000]
    for body in broken:
        stage.put_raw(subscription, body)
    no_schema = {**whole, "data": {"to": "x"}}
    newer = {**whole, "version": 2}
    for content in (no_schema, newer):
        stage.put_raw(subscription, json_bytes(content))
    (message,) = stage.publish(event("good"))
    stage.drain(subscription)
    assert stage.rows(subscription) == [(message.id, "good")]
    dead_letters, _ = find_dead_letters(stage.bus)
    # The last two say the same id: one dead letter for one message.
    assert len(dead_letters) == len(broken) + 1
    assert all(dead_letter.reason.startswith("invalid: ") for dead_letter in dead_letters)
    assert stage.states(subscription) == [("done", 1)]


@pytest.mark.parametrize("text", ["{}", '"\\\\u0000"', "NaN", "1e999", "1" + "0" * 400, '"\\u0000"', '"\\ud800"'])
def test_what_a_broken_message_holds_is_kept_legibly(text: str) -> None:
    envelope, body = legible(b'{"id": 7, "extra": ' + text.encode() + b"}")
    if text in ("{}", '"\\\\u0000"'):
        assert (envelope, body) == ({"id": 7, "extra": json.loads(text)}, None)
    else:
        assert (envelope, body) == (None, '{"id": 7, "extra": ' + text + "}")


def test_values_that_cannot_be_stored_are_replaced_before_a_message_is_handled() -> None:
    wire = event("whole").wire()
    body = json.dumps({**wire, "data": {**wire["data"], "title": "a\x00\ud800", "more": [10**30, float("nan")]}})
    message = decode_message(body.encode())
    assert message.data["title"] == "a\ufffd\ufffd"
    assert message.data["more"] == ["1" + "0" * 30, "NaN"]


def json_bytes(content: Any) -> bytes:
    return json.dumps(content).encode()


def test_the_order_of_a_key_is_kept(stage: Stage) -> None:
    subscription = stage.listen(ordered=True)
    keys = [f"key-{number}" for number in range(4)]
    for number in range(15):
        stage.publish(*(event(f"{number:02}", key) for key in keys))
    stage.drain(subscription)
    assert len(stage.effects(subscription)) == 60
    for key in keys:
        assert effects_of_key(stage, key) == [f"{number:02}" for number in range(15)]


def effects_of_key(stage: Stage, key: str) -> list[str]:
    with stage.database.read() as connection:
        rows = connection.rows("SELECT value FROM effects WHERE key = %s ORDER BY place", (key,))
    return [value for (value,) in rows]


def test_a_failing_message_holds_back_those_of_its_key_and_no_others(stage: Stage) -> None:
    stage.retries = Retries(spread=0.0)
    broken = True

    def handle(message: Message, connection: Connection) -> None:
        if broken and message.data["to"] == "a0":
            raise RuntimeError("not yet")
        record(message, connection, subscription.name)

    subscription = stage.listen(handle, ordered=True)
    stage.publish(*(event(f"{key}{number}", key) for number in range(4) for key in ("a", "b")))
    stage.drain(subscription)
    assert stage.effects(subscription) == ["b0", "b1", "b2", "b3"]
    broken = False
    stage.drain(subscription)
    assert len(stage.effects(subscription)) == 4
    stage.hours.let_pass(11)
    stage.drain(subscription)
    assert stage.effects(subscription)[4:] == ["a0", "a1", "a2", "a3"]


def test_a_dead_message_lets_its_successors_pass(stage: Stage) -> None:
    def handle(message: Message, connection: Connection) -> None:
        if message.data["to"] == "a1":
            raise Permanent("poison")
        record(message, connection, subscription.name)

    subscription = stage.listen(handle, ordered=True)
    stage.publish(*(event(f"a{number}", "a") for number in range(4)))
    stage.drain(subscription)
    assert stage.effects(subscription) == ["a0", "a2", "a3"]
    assert len(find_dead_letters(stage.bus)[0]) == 1


STEPS = ["receive", "claim", "handler", "commit", "acknowledge"]


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_after_any_step_loses_nothing_and_doubles_nothing(
    step: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription = stage.listen()
    stage.publish(*(event(str(number)) for number in range(6)))
    with monkeypatch.context() as patch:
        crash_after(step, stage, patch)
        crashing(stage, subscription)
    stage.hours.let_pass(LEASE + 1)
    stage.drain(subscription)
    stage.hours.let_pass(11)
    stage.drain(subscription)
    assert sorted(stage.effects(subscription)) == [str(number) for number in range(6)]
    assert find_dead_letters(stage.bus) == ([], 0)


def crash_after(step: str, stage: Stage, patch: pytest.MonkeyPatch) -> None:
    """Let the process end after a step of its work on a batch."""
    places: dict[str, tuple[Any, str]] = {
        "receive": (stage.bus, "receive"),
        "claim": ("suite.events.inbox_queries", "claim_message"),
        "handler": ("suite.events.inbox_queries", "finish_message"),
        "commit": ("suite.events.handler.Handling", "_attempt"),
    }

    def crash(*_: Any) -> None:
        raise Crash

    if step == "acknowledge":
        patch.setattr(stage.bus, "acknowledge", crash)
        return
    owner, name = places[step]
    target = owner if not isinstance(owner, str) else find(owner)
    real = getattr(target, name)

    def then_crash(*values: Any, **options: Any) -> None:
        real(*values, **options)
        raise Crash

    patch.setattr(target, name, then_crash)
    # The dying process cannot tidy up after itself either.
    patch.setattr(stage.bus, "acknowledge", lambda deliveries: None)


def find(path: str) -> Any:
    return resolve_name(path)


def test_a_message_that_ends_its_process_every_time_is_given_up(stage: Stage) -> None:
    tries: list[int] = []

    def end_process(message: Message, connection: Connection) -> None:
        tries.append(1)
        raise Crash

    subscription = stage.listen(end_process)
    stage.publish(event())
    for _ in range(5):
        crashing(stage, subscription)
        stage.hours.let_pass(LEASE + 1)
        stage.drain(subscription)
        stage.hours.let_pass(101)
    stage.drain(subscription)
    assert len(tries) == 5
    ((dead_letter,), _) = find_dead_letters(stage.bus)
    assert (dead_letter.attempts, dead_letter.reason) == (5, "the process ended while handling it")


def test_a_handler_slower_than_its_lease_keeps_its_message(stage: Stage) -> None:
    started, finish = threading.Event(), threading.Event()

    def take_time(message: Message, connection: Connection) -> None:
        started.set()
        assert finish.wait(30)
        record(message, connection, subscription.name)

    subscription = stage.listen(take_time)
    stage.publish(event())
    slow = stage.consumer(subscription, handling=stage.handling(renew=0.1))
    thread = threading.Thread(target=slow.run_once)
    thread.start()
    assert started.wait(30)
    renewed = renewals(slow)
    for _ in range(4):
        stage.hours.let_pass(LEASE / 2)
        for _ in range(2):  # the first may have begun before
            assert renewed.acquire(timeout=30)
        assert not stage.bus.receive(subscription, 10, LEASE)
    finish.set()
    thread.join(30)
    stage.hours.let_pass(LEASE)
    stage.drain(subscription)
    assert stage.effects(subscription) == ["review"]


def renewals(consumer: Any) -> threading.Semaphore:
    """Released with every renewal of the consumer's leases."""
    seen = threading.Semaphore(0)
    # Added last, it is called after all others.
    consumer._handling.keeper._renewals[10**9] = seen.release
    return seen


def test_an_attempt_that_was_overtaken_leaves_nothing(stage: Stage) -> None:
    overtaking = stage.consumer

    def be_overtaken(message: Message, connection: Connection) -> None:
        if not overtaken:
            overtaken.append(1)
            stage.hours.let_pass(LEASE + 11)
            assert overtaking(subscription).run_once()
        record(message, connection, subscription.name)

    overtaken: list[int] = []
    subscription = stage.listen(be_overtaken)
    stage.publish(event())
    stage.drain(subscription)
    assert stage.effects(subscription) == ["review"]
    stage.hours.let_pass(LEASE + 11)
    stage.drain(subscription)
    assert stage.effects(subscription) == ["review"]


def test_a_consumer_told_to_stop_finishes_its_message_and_gives_the_others_back(stage: Stage) -> None:
    stopped = threading.Event()

    def stop_meanwhile(message: Message, connection: Connection) -> None:
        stopped.set()
        record(message, connection, subscription.name)

    subscription = stage.listen(stop_meanwhile)
    stage.publish(*(event(str(number)) for number in range(5)))
    consumer = stage.consumer(subscription, stopped=stopped)
    assert consumer.run_once()
    assert len(stage.effects(subscription)) == 1
    stage.drain(subscription)
    assert len(stage.effects(subscription)) == 5
    assert all(attempts == 1 for _, attempts in stage.states(subscription))
