"""A bucket of /metrics names the trace of a request it counts, for who reads OpenMetrics."""

from collections.abc import Iterator

import pytest
from flask import Blueprint
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from suite.http import PUBLIC, Call, Reply, Service, endpoint, json_reply
from suite.metrics.exemplars import MOST, OPENMETRICS, Exemplars
from suite_testing.collector import Collector, running_collector
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60.0
NAME = "tradingsystem_http_request_duration_seconds"


def routes() -> Blueprint:
    blueprint = Blueprint("things", __name__)

    @blueprint.get("/things/<name>")
    @endpoint(PUBLIC, "A thing", replies={200: "It"})
    def show_thing(call: Call, name: str) -> Reply:
        return json_reply({"name": name})

    return blueprint


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running_collector() as found:
        yield found


@pytest.fixture
def service(collector: Collector) -> Iterator[Service]:
    found = sample_service(
        routes(), OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_TRACES_SAMPLER="parentbased_always_on"
    )
    yield found
    found.tracing.stop(PATIENCE_SECONDS)
    found.database.close()


def samples(service: Service) -> list[Sample]:
    """What OpenMetrics' own parser reads of the buckets."""
    reply = service.test_client().get("/metrics", headers={"Accept": f"{OPENMETRICS};version=1.0.0,text/plain;q=0.3"})
    assert reply.content_type == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    families = list(text_string_to_metric_families(reply.text))
    assert len({family.name for family in families}) == len(families)
    return [sample for family in families if family.name == NAME for sample in family.samples]


def test_a_bucket_names_the_trace_of_a_request(service: Service, collector: Collector) -> None:
    assert service.test_client().get("/things/a").status_code == 200
    marked = [sample for sample in samples(service) if sample.exemplar]
    service.tracing.stop(PATIENCE_SECONDS)
    [request] = collector.named("GET /things/:name")
    [sample] = marked
    assert sample.labels["route"] == "/things/:name"
    assert sample.exemplar is not None
    assert sample.exemplar.labels == {"trace_id": request.trace_id}
    assert sample.exemplar.value <= float(sample.labels["le"])


def test_a_trace_that_is_not_exported_is_named_nowhere(service: Service) -> None:
    unsampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    service.test_client().get("/things/a", headers={"traceparent": unsampled})
    found = samples(service)
    assert found
    assert [sample for sample in found if sample.exemplar] == []


def test_who_does_not_ask_for_it_gets_the_older_form(service: Service) -> None:
    service.test_client().get("/things/a")
    reply = service.test_client().get("/metrics")
    assert reply.content_type.startswith("text/plain; version=0.0.4")
    assert "trace_id" not in reply.text


def test_so_many_are_remembered_and_no_more() -> None:
    exemplars = Exemplars("m", "s", (0.1, 1.0))
    for number in range(MOST + 10):
        exemplars.remember("GET", f"/{number}", 200, 0.1, number)
    exemplars.remember("GET", "/0", 200, 0.05, 7)
    assert len(exemplars._by_bucket) == MOST
    line = 'm_bucket{le="0.1",method="GET",route="/0",service="s",status_code="200"} 4.0'
    assert f'{line} # {{trace_id="{7:032x}"}} 0.050000 ' in exemplars.beside(f"{line}\nother 1.0\n# EOF\n")


@pytest.mark.parametrize(("seconds", "bound"), [(0.1, "0.1"), (0.11, "1.0"), (2.0, "+Inf")])
def test_an_exemplar_stands_beside_the_bucket_its_request_is_in(seconds: float, bound: str) -> None:
    exemplars = Exemplars("m", "s", (0.1, 1.0))
    exemplars.remember("GET", "/", 200, seconds, 1)
    assert [key for key in exemplars._by_bucket if f'le="{bound}"' in key]
