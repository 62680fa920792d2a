"""Variables of OpenTelemetry's specification do what it says, wherever traces and metrics of a service go."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from suite.configuration import ConfigurationError
from suite.http import Service
from suite.metrics.otlp import MetricsPush
from suite.tracing import span, trace
from suite_ops.processes.patience import wait_until
from suite_testing.collector import Collector, running_collector
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60.0


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector; what a service tells OpenTelemetry through the environment ends with the test."""
    known = [name for name in os.environ if name.startswith("OTEL_")]
    for name in known:
        monkeypatch.delenv(name)
    with running_collector() as found:
        yield found
    for name in [name for name in os.environ if name.startswith("OTEL_")]:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@contextmanager
def asked(**variables: str) -> Iterator[Service]:
    """A service that has answered a request and sent what it held."""
    service = sample_service(**variables)
    try:
        assert service.test_client().get("/nowhere").status_code == 404
        assert service.tracing.stop(PATIENCE_SECONDS)
        yield service
    finally:
        service.database.close()


@pytest.mark.parametrize("word", ["true", "True", "TRUE"])
def test_disabled_is_disabled_whatever_else_is_set(collector: Collector, word: str) -> None:
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_METRICS_EXPORTER": "otlp"}
    with asked(**given, OTEL_SDK_DISABLED=word) as service:
        assert (collector.spans, service.background) == ([], [])


@pytest.mark.parametrize("word", ["false", "1", "yes"])
def test_only_the_word_true_disables(collector: Collector, word: str) -> None:
    with asked(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_SDK_DISABLED=word):
        assert len(collector.spans) == 1


def test_no_exporter_sends_no_traces(collector: Collector) -> None:
    with asked(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_TRACES_EXPORTER="none"):
        assert collector.spans == []


def test_an_address_of_traces_alone_is_enough_and_is_taken_as_it_is(collector: Collector) -> None:
    with asked(
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=f"{collector.url}/v1/traces", OTEL_METRICS_EXPORTER="otlp"
    ) as service:
        assert len(collector.spans) == 1
        assert service.background == []


def test_an_address_of_traces_alone_counts_before_the_common_one(collector: Collector) -> None:
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    with asked(**given, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=f"{collector.url}/v1/traces"):
        assert len(collector.spans) == 1


def test_an_address_of_metrics_alone_sends_metrics_alone(collector: Collector) -> None:
    given = {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": f"{collector.url}/v1/metrics", "OTEL_METRICS_EXPORTER": "otlp"}
    with asked(**given, OTEL_METRIC_EXPORT_INTERVAL="100") as service:
        [push] = service.background
        assert isinstance(push, MetricsPush)
        push.start()
        assert wait_until(lambda: collector.metrics, PATIENCE_SECONDS)
        assert push.stop(PATIENCE_SECONDS)
        assert collector.spans == []


def test_the_names_a_resource_is_given_count_before_its_own(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "service.name=other,deployment.environment.name=blue")
    with asked(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url):
        [sent] = collector.spans
        assert sent.service == "other"
        assert sent.resource["deployment.environment.name"] == "blue"
        assert sent.resource["service.version"]
    monkeypatch.setenv("OTEL_SERVICE_NAME", "mine")
    with asked(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url):
        assert collector.spans[-1].service == "mine"


def test_headers_are_sent_along(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret,x-tenant=films%20and%20more")
    with asked(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url):
        assert collector.headers[-1]["api-key"] == "secret"
        assert collector.headers[-1]["x-tenant"] == "films and more"


def test_a_full_batch_goes_before_its_time(collector: Collector) -> None:
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "600000"}
    service = sample_service(**given, OTEL_BSP_MAX_EXPORT_BATCH_SIZE="2")
    client = service.test_client()
    assert [client.get("/nowhere").status_code for _ in range(2)] == [404, 404]
    assert wait_until(lambda: len(collector.spans) == 2, PATIENCE_SECONDS)
    assert service.tracing.stop(PATIENCE_SECONDS)
    service.database.close()


def test_the_queue_is_as_long_as_it_is_set(collector: Collector) -> None:
    service = sample_service(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_BSP_MAX_QUEUE_SIZE="3")
    with trace("outer"):
        for _ in range(5):
            with span("inner"):
                pass
    assert service.tracing.stop(PATIENCE_SECONDS)
    assert len(collector.spans) == 3
    service.database.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"),
        ("OTEL_TRACES_SAMPLER", "jaeger_remote"),
        ("OTEL_TRACES_SAMPLER_ARG", "2"),
        ("OTEL_TRACES_EXPORTER", "zipkin"),
        # Milliseconds, as the specification has it and the SDK has not: hours that nobody means.
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10000"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318"),
    ],
)
def test_what_is_not_there_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name}: "):
        sample_service(**{name: value})
