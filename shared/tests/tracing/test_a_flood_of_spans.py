"""More spans than a collector takes, and one that is killed meanwhile: bounded, counted, and no request notices."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Blueprint

from suite.http import PUBLIC, Call, Reply, Service, endpoint, json_reply
from suite.tracing import span
from suite.tracing.queue import BATCH, MOST_SPANS
from suite_testing.collector import Collector, running_collector
from suite_testing.sample import sample_service
from suite_testing.samples import samples_by

PATIENCE_SECONDS = 120.0
STEPS = 99
SPANS_A_REQUEST = STEPS + 1
FLOOD = 10_000 // SPANS_A_REQUEST


@pytest.fixture
def dying() -> Iterator[tuple[Collector, ExitStack]]:
    """A collector, and what closing kills it."""
    with ExitStack() as stack:
        yield stack.enter_context(running_collector()), stack


def routes() -> Blueprint:
    blueprint = Blueprint("steps", __name__)

    @blueprint.get("/steps")
    @endpoint(PUBLIC, "Many steps", replies={200: "Done"})
    def take_steps(call: Call) -> Reply:
        for number in range(STEPS):
            with span("step", number=number):
                pass
        return json_reply({"steps": STEPS})

    return blueprint


def counted(service: Service) -> dict[str, float]:
    """What became of spans, by result."""
    return samples_by(service.test_client().get("/metrics").text, "tradingsystem_trace_spans_total", "result")


def test_ten_thousand_spans_and_a_killed_collector_are_bounded_counted_and_unnoticed(
    dying: tuple[Collector, ExitStack], monkeypatch: pytest.MonkeyPatch
) -> None:
    collector, life = dying
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_on")
    service = sample_service(routes(), OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    exporter = service.tracing._exporter
    assert exporter is not None
    client, longest, statuses = service.test_client(), 0, list[int]()
    for number in range(2 * FLOOD):
        if number == FLOOD:
            life.close()
        statuses.append(client.get("/steps").status_code)
        longest = max(longest, len(exporter.queue._items))
    held = len(exporter.queue._items)
    assert statuses == [200] * 2 * FLOOD
    assert longest <= MOST_SPANS
    assert service.tracing.stop(PATIENCE_SECONDS)
    results = counted(service)
    assert sum(results.values()) == 2 * FLOOD * SPANS_A_REQUEST
    assert results.get("failed", 0) >= min(held, BATCH)
    assert len(collector.spans) == results.get("sent", 0)
    service.database.close()
