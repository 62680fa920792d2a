"""What a service counts, and how few series it takes."""

import subprocess

import pytest
from prometheus_client.parser import text_string_to_metric_families

from suite.http import Service
from suite.metrics.families import KNOWN_METHODS, MAX_HTTP_CHILDREN, MAX_QUERY_CHILDREN, ServiceMetrics
from suite.metrics.multiprocess import render
from suite.metrics.processes import process_registry
from suite.metrics.window import LatencyWindow
from suite_testing.sample import sample_service
from suite_testing.tools import require_tool

REQUESTS = "tradingsystem_http_requests_total"


@pytest.fixture
def metrics() -> ServiceMetrics:
    return ServiceMetrics("sample-api", "tradingsystem_", window=LatencyWindow(None))


@pytest.fixture
def service() -> Service:
    return sample_service()


def series(metrics: ServiceMetrics, name: str) -> dict[tuple[tuple[str, str], ...], float]:
    """Value by labels without the service's own."""
    return {
        tuple(sorted((key, value) for key, value in sample.labels.items() if key != "service")): sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == name
    }


def test_requests_are_counted_by_method_route_and_status(metrics: ServiceMetrics) -> None:
    metrics.observe_request("GET", "/a", 200, 0.01)
    metrics.observe_request("GET", "/a", 200, 0.02)
    metrics.observe_request("GET", "/a", 404, 0.01)
    assert series(metrics, REQUESTS) == {
        (("method", "GET"), ("route", "/a"), ("status_code", "200")): 2,
        (("method", "GET"), ("route", "/a"), ("status_code", "404")): 1,
    }
    seconds = series(metrics, "tradingsystem_http_request_duration_seconds_sum")
    assert sorted(seconds.values()) == [pytest.approx(0.01), pytest.approx(0.03)]


def test_any_number_of_methods_routes_and_statuses_stays_small(metrics: ServiceMetrics) -> None:
    for number in range(2_000):
        metrics.observe_request(f"METHOD{number}", "/a", 405, 0.01)
        metrics.observe_request("GET", f"/{number}", 200, 0.01)
    found = series(metrics, REQUESTS)
    assert sum(found.values()) == 4_000
    assert len(found) <= MAX_HTTP_CHILDREN + len(KNOWN_METHODS)
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    assert len([sample for sample in samples if not sample.name.endswith("_created")]) <= 2_000


def test_statements_are_counted_by_operation_and_outcome(metrics: ServiceMetrics) -> None:
    metrics.observe_query("select", 0.001, True, "select_item")
    metrics.observe_query("select", 0.001, False, "select_item")
    metrics.observe_query("insert", 1.5, True, "insert_item")
    metrics.count_slow_query()
    assert series(metrics, "tradingsystem_db_queries_total") == {
        (("operation", "select"), ("status", "ok")): 1,
        (("operation", "select"), ("status", "error")): 1,
        (("operation", "insert"), ("status", "ok")): 1,
    }
    assert series(metrics, "tradingsystem_db_slow_queries_total") == {(): 1}


def test_the_time_of_statements_is_told_by_query_function(metrics: ServiceMetrics) -> None:
    metrics.observe_query("select", 0.001, True, "select_item")
    metrics.observe_query("select", 0.001, True, "list_items")
    counted = series(metrics, "tradingsystem_db_query_duration_seconds_count")
    assert counted == {
        (("operation", "select"), ("query", "select_item")): 1,
        (("operation", "select"), ("query", "list_items")): 1,
    }


def test_more_query_functions_than_anybody_writes_share_one_name(metrics: ServiceMetrics) -> None:
    for number in range(MAX_QUERY_CHILDREN + 50):
        metrics.observe_query("select", 0.001, True, f"select_{number}")
    counted = series(metrics, "tradingsystem_db_query_duration_seconds_count")
    assert counted[(("operation", "select"), ("query", "other"))] == 50
    assert len(counted) == MAX_QUERY_CHILDREN + 1


def test_every_name_carries_the_prefix_and_the_service(metrics: ServiceMetrics) -> None:
    metrics.count_error("INTERNAL")
    metrics.count_rate_limited()
    metrics.count_pool_timeout()
    metrics.set_pool(1, 2, 3)
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    assert samples
    for sample in samples:
        assert sample.name.startswith("tradingsystem_")
        assert sample.labels["service"] == "sample-api"


def test_the_text_is_what_parsers_of_prometheus_read(service: Service) -> None:
    client = service.test_client()
    client.get("/healthz")
    text = client.get("/metrics").get_data(as_text=True)
    names = {family.name for family in text_string_to_metric_families(text)}
    assert {
        "tradingsystem_http_requests",
        "tradingsystem_http_request_duration_seconds",
        "tradingsystem_http_requests_in_progress",
        "tradingsystem_db_pool_connections",
        "tradingsystem_process_resident_memory_bytes",
        "tradingsystem_process_cpu_seconds",
        "tradingsystem_process_open_fds",
        "tradingsystem_process_start_time_seconds",
        "tradingsystem_uptime_seconds",
        "tradingsystem_build_info",
    } <= names


def test_promtool_has_nothing_to_say(metrics: ServiceMetrics) -> None:
    metrics.observe_request("GET", "/a", 200, 0.01)
    metrics.observe_query("select", 0.001, True, "select_item")
    metrics.count_error("INTERNAL")
    text = render(None, metrics.exporter, process_registry("sample-api", "tradingsystem_"))
    checked = subprocess.run(
        [require_tool("promtool"), "check", "metrics"], input=text, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("environment", "address", "headers", "status"),
    [
        ({}, "8.8.8.8", {}, 200),
        ({"METRICS_ACCESS": "private"}, "8.8.8.8", {}, 403),
        ({"METRICS_ACCESS": "private"}, "10.1.2.3", {}, 200),
        ({"METRICS_ACCESS": "private"}, "127.0.0.1", {}, 200),
        ({"METRICS_ACCESS": "private"}, "::1", {}, 200),
        ({"METRICS_ACCESS": "private"}, "8.8.8.8", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ({"METRICS_ACCESS": "token", "METRICS_TOKEN": "t0ken"}, "127.0.0.1", {}, 401),
        ({"METRICS_ACCESS": "token", "METRICS_TOKEN": "t0ken"}, "8.8.8.8", {"Authorization": "Bearer t0ken"}, 200),
        ({"METRICS_ACCESS": "token", "METRICS_TOKEN": "t0ken"}, "8.8.8.8", {"Authorization": "Bearer other"}, 401),
        ({"METRICS_ACCESS": "token", "METRICS_TOKEN": "t0ken"}, "8.8.8.8", {"Authorization": "Bearer "}, 401),
    ],
)
@pytest.mark.parametrize("path", ["/metrics", "/metrics.json"])
def test_access_is_what_the_settings_say(
    path: str, environment: dict[str, str], address: str, headers: dict[str, str], status: int
) -> None:
    client = sample_service(**environment).test_client()
    reply = client.get(path, headers=headers, environ_base={"REMOTE_ADDR": address})
    assert reply.status_code == status
