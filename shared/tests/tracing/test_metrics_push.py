"""The collector gets the metrics of /metrics, for those who do not scrape."""

from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from suite.http import Service
from suite.metrics.otlp import MetricsPush
from suite_ops.processes.patience import wait_until
from suite_testing.collector import Collector, running_collector
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60.0
SECONDS = "tradingsystem_http_request_duration_seconds"


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    with running_collector() as found:
        yield found


@pytest.fixture
def service(collector: Collector) -> Iterator[Service]:
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_METRICS_EXPORTER": "otlp"}
    found = sample_service(**given, OTEL_METRIC_EXPORT_INTERVAL="100")
    yield found
    for task in found.background:
        task.stop(PATIENCE_SECONDS)
    found.tracing.stop(PATIENCE_SECONDS)
    found.database.close()


def newest(collector: Collector) -> dict[str, Any]:
    """Name → metric of the last sending."""
    [resource] = collector.metrics[-1].resource_metrics
    return {metric.name: metric for scope in resource.scope_metrics for metric in scope.metrics}


def test_counters_and_histograms_arrive_as_they_are_scraped(service: Service, collector: Collector) -> None:
    client = service.test_client()
    assert [client.get("/nowhere").status_code for _ in range(3)] == [404] * 3
    [push] = service.background
    assert isinstance(push, MetricsPush)
    push.start()
    assert wait_until(lambda: len(collector.metrics) >= 2, PATIENCE_SECONDS)
    assert push.stop(PATIENCE_SECONDS)
    sent = newest(collector)
    [requests] = [point for point in sent["tradingsystem_http_requests"].sum.data_points if point.as_double == 3]
    assert {pair.key: pair.value.string_value for pair in requests.attributes}["status_code"] == "404"
    assert sent["tradingsystem_http_requests"].sum.is_monotonic
    [histogram] = [point for point in sent[SECONDS].histogram.data_points if point.count == 3]
    assert sum(histogram.bucket_counts) == 3
    assert len(histogram.bucket_counts) == len(histogram.explicit_bounds) + 1
    scraped = {family.name: family for family in text_string_to_metric_families(client.get("/metrics").text)}
    sums = [sample for sample in scraped[SECONDS].samples if sample.name == f"{SECONDS}_sum"]
    [total] = [sample.value for sample in sums if sample.labels["status_code"] == "404"]
    assert histogram.sum == total
    assert sent["tradingsystem_build_info"].gauge.data_points[0].as_double == 1


def test_without_the_word_nothing_is_sent(collector: Collector) -> None:
    service = sample_service(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    assert service.background == []
    service.tracing.stop(PATIENCE_SECONDS)
    service.database.close()


def test_a_collector_that_is_away_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_METRICS_EXPORTER": "otlp"}
    service = sample_service(**given, OTEL_METRIC_EXPORT_INTERVAL="100")
    [push] = service.background
    push.start()
    assert service.test_client().get("/healthz").status_code == 200
    assert push.stop(PATIENCE_SECONDS)
    service.tracing.stop(PATIENCE_SECONDS)
    service.database.close()
