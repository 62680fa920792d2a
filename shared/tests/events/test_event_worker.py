"""The consumers of a process: woken by the bus, counted, ended without losing what is in hand."""

import threading
from collections.abc import Iterator

import pytest
from event_stage import TOPIC, Stage, event, record
from prometheus_client import generate_latest

from suite.database import Connection
from suite.events import Message, Permanent, publish
from suite.events.handler import Handling
from suite.events.metrics import BacklogCollector, EventMeter
from suite.events.relay import Relay
from suite.events.service import connect_events
from suite.events.worker import EventWorker
from suite.metrics import ServiceMetrics
from suite.metrics.window import LatencyWindow
from suite_ops.processes.patience import wait_until
from suite_testing.sample import sample_service

PATIENCE = 60.0


@pytest.fixture(params=["postgres", "memory"])
def waking_stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An adapter that wakes who waits: looking again by itself is switched off."""
    monkeypatch.setattr("suite.events.worker.POLL_SECONDS", 3_600.0)
    stage = request.getfixturevalue(f"{request.param}_stage")
    assert isinstance(stage, Stage)
    return stage


def test_a_message_wakes_the_consumer_that_waits_for_it(waking_stage: Stage) -> None:
    stage, idle = waking_stage, threading.Event()
    subscription = stage.listen()
    worker = EventWorker(stage.bus, stage.handling(), [subscription], beat=lambda name: idle.set())
    worker.start()
    try:
        assert idle.wait(PATIENCE)
        for number in range(3):
            stage.publish(event(str(number)))
            assert wait_until(lambda: len(stage.effects(subscription)) == number + 1, PATIENCE)  # noqa: B023
    finally:
        assert worker.stop(PATIENCE)


def test_a_worker_that_ends_finishes_its_message_first(postgres_stage: Stage) -> None:
    stage, started, finish = postgres_stage, threading.Event(), threading.Event()

    def take_time(message: Message, connection: Connection) -> None:
        started.set()
        assert finish.wait(PATIENCE)
        record(message, connection, subscription.name)

    subscription = stage.listen(take_time)
    worker = EventWorker(stage.bus, stage.handling(), [subscription])
    worker.start()
    stage.publish(event("first"), event("second"))
    assert started.wait(PATIENCE)
    assert not worker.stop(0.01)
    finish.set()
    assert worker.stop(PATIENCE)
    assert len(stage.effects(subscription)) == 1
    stage.drain(subscription)
    assert sorted(stage.effects(subscription)) == ["first", "second"]


@pytest.fixture
def metrics() -> Iterator[ServiceMetrics]:
    yield ServiceMetrics("test-api", "tradingsystem_", window=LatencyWindow(None))


def test_what_happens_is_counted(postgres_stage: Stage, metrics: ServiceMetrics) -> None:
    stage, meter = postgres_stage, EventMeter(metrics)

    def handle(message: Message, connection: Connection) -> None:
        if message.data["to"] == "bad":
            raise Permanent("bad")

    subscription, idle = stage.listen(handle), stage.listen()
    consumer = stage.consumer(subscription, meter=meter, handling=Handling(stage.database, meter, clock=stage.hours))
    good = event("good")
    stage.publish(good, event("bad"))
    stage.put_raw(subscription, b"[]")
    while consumer.run_once():
        continue
    stage.consumer(subscription, meter=meter)._handling.handle(subscription, good)
    metrics.registry.register(BacklogCollector("test-api", "tradingsystem_", stage.database, stage.bus.backlogs))
    text = generate_latest(metrics.registry).decode()
    for kind in ("ack", "dead", "invalid"):
        assert f'bus_delivered_total{{result="{kind}",service="test-api",topic="{TOPIC}"}} 1.0' in text
    assert f'bus_handler_duration_seconds_count{{service="test-api",topic="{TOPIC}"}} 2.0' in text
    assert f'bus_end_to_end_seconds_count{{service="test-api",topic="{TOPIC}"}} 1.0' in text
    assert 'bus_outbox_pending{service="test-api"} 0.0' in text
    assert f'bus_backlog{{subscription="{idle.name}",topic="{TOPIC}"}} 2.0' in text
    assert f'bus_dead_letters{{subscription="{subscription.name}",topic="{TOPIC}"}} 2.0' in text


def test_what_waits_in_the_outbox_is_shown(postgres_stage: Stage, metrics: ServiceMetrics) -> None:

    with postgres_stage.database.transaction() as connection:
        publish(connection, TOPIC, dict(event().data))
    metrics.registry.register(BacklogCollector("test-api", "tradingsystem_", postgres_stage.database))
    assert 'bus_outbox_pending{service="test-api"} 1.0' in generate_latest(metrics.registry).decode()
    Relay(postgres_stage.database, postgres_stage.bus).run_once()


def test_without_the_password_of_the_bus_a_service_says_so_and_works() -> None:
    service = sample_service()
    assert connect_events(service) is None
    assert service.background == []
    assert service.readiness.run(("bus",))["bus"].status == "disabled"


def test_a_bus_that_cannot_be_reached_degrades_a_service() -> None:
    service = sample_service(APP_BUS_DB_PASSWORD="secret with / and @")
    assert connect_events(service) is not None
    result = service.readiness.run(("bus",))["bus"]
    assert (result.status, result.error) == ("fail", "BusUnavailable")
    assert "secret" not in str(result)
    service.database.close()
