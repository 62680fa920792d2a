"""10 000 messages, four consumers, and some of them end at any moment: every effect is there exactly once.

In PostgreSQL, the default; the other adapters share everything but the transport with it and are given fewer.
"""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from event_stage import Crash, Stage, event, record

from suite.database import Connection
from suite.events import Message, Subscription
from suite.events.consumer import Consumer
from suite.events.dead_letters import find_dead_letters
from suite.events.handler import Handling
from suite.events.retries import Retries

MESSAGES = {"postgres": 10_000, "pubsub": 1_000, "memory": 1_000}
CRASHES = 20
PATIENT = Retries(attempts=50, first_seconds=0.05, longest_seconds=0.2)


@pytest.fixture
def dice(stage: Stage) -> Callable[[], None]:
    """Ends a consumer at random, about twice as often as is asked for."""
    chance, lock = random.Random(8), threading.Lock()
    rate = CRASHES / MESSAGES[stage.name]

    def throw() -> None:
        with lock:
            unlucky = chance.random() < rate
        if unlucky:
            raise Crash

    return throw


def test_every_effect_exactly_once(stage: Stage, dice: Callable[[], None]) -> None:
    stage.retries = PATIENT

    def handle(message: Message, connection: Connection) -> None:
        dice()
        record(message, connection, subscription.name)
        dice()

    subscription = stage.listen(handle)
    messages = MESSAGES[stage.name]
    for start in range(0, messages, 500):
        stage.publish(*(event(str(number)) for number in range(start, start + 500)))
    handling = Handling(stage.database, retries=PATIENT, lease_seconds=1.0)
    crashes = consume_all(stage, subscription, handling, messages)

    values = stage.effects(subscription)
    assert len(values) == messages
    assert set(values) == {str(number) for number in range(messages)}
    assert crashes >= CRASHES
    assert find_dead_letters(stage.bus) == ([], 0)


def consume_all(stage: Stage, subscription: Subscription, handling: Handling, messages: int) -> int:
    """Four consumers until every message has had its effect; how many of them crashed meanwhile."""
    finished = threading.Event()
    crashes: list[int] = []

    def live() -> None:
        while not finished.is_set():
            try:
                run(Consumer(stage.bus, handling, subscription, batch=50))
            except Crash:
                crashes.append(1)

    def run(consumer: Any) -> None:
        while not finished.is_set():
            if not consumer.run_once():
                stage.bus.wait(subscription, 0.1)
                if count(stage, subscription) >= messages:
                    finished.set()

    threads = [threading.Thread(target=live) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    handling.keeper.stop()
    return len(crashes)


def count(stage: Stage, subscription: Subscription) -> int:
    with stage.database.read() as connection:
        return int(
            connection.value(
                "SELECT count(*) FROM inbox WHERE state = 'done' AND subscription = %s", (subscription.name,)
            )
        )
