"""How a service says how it is: quickly, whatever its dependencies do."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from suite import health
from suite.errors import Unavailable
from suite.health import DISABLED, FAIL, OK, PENDING
from suite.http import Service
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60


@pytest.fixture
def service() -> Service:
    """A service whose database and migrations are well, as far as it is told."""
    service = sample_service()
    service.readiness._checks = [health.Check("database", lambda: OK), health.Check("migrations", lambda: OK)]
    return service


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return service.test_client()


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """Ends what hangs when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def failing(error: Exception) -> Callable[[], str]:
    def ask() -> str:
        raise error

    return ask


def test_all_well_is_ready(client: FlaskClient) -> None:
    reply = client.get("/readyz")
    assert reply.status_code == 200
    body = reply.get_json()
    assert body["status"] == "ready"
    assert body["checks"] == {"database": "ok", "migrations": "ok"}
    assert {tuple(sorted(told)) for told in body["details"].values()} == {("latency_ms", "status")}


@pytest.mark.parametrize("status", [FAIL, PENDING, "unknown"])
def test_a_required_check_that_is_not_well_is_not_ready(service: Service, client: FlaskClient, status: str) -> None:
    service.readiness.add("queue", lambda: status)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.get_json()["status"]) == (503, "not_ready")
    assert reply.get_json()["checks"]["queue"] == status


def test_an_optional_check_that_is_not_well_degrades(service: Service, client: FlaskClient) -> None:
    service.readiness.add("cache", failing(Unavailable()), required=False)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.get_json()["status"]) == (200, "degraded")
    assert reply.get_json()["details"]["cache"]["error"] == "unavailable"


def test_a_disabled_check_is_well(service: Service, client: FlaskClient) -> None:
    service.readiness.add("cache", lambda: DISABLED)
    assert client.get("/readyz").get_json()["status"] == "ready"


def test_the_error_is_a_class_and_never_its_text(service: Service, client: FlaskClient) -> None:
    service.readiness.add("queue", failing(OSError("amqp://user:s3cret@broker")))
    reply = client.get("/readyz")
    assert reply.get_json()["details"]["queue"]["error"] == "OSError"
    for path in ("/readyz", "/health"):
        assert "s3cret" not in client.get(path).get_data(as_text=True)


def test_checks_are_asked_at_the_same_time(service: Service, client: FlaskClient) -> None:
    meeting = threading.Barrier(3, timeout=PATIENCE_SECONDS)

    def ask() -> str:
        meeting.wait()
        return OK

    for name in ("one", "two", "three"):
        service.readiness.add(name, ask)
    body = client.get("/readyz").get_json()
    assert [body["checks"][name] for name in ("one", "two", "three")] == [OK] * 3


def test_a_check_that_hangs_is_given_up(
    service: Service, client: FlaskClient, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.Readiness.run, "__kwdefaults__", {"within": 0.05})

    def hang() -> str:
        release.wait()
        return OK

    service.readiness.add("stuck", hang)
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert reply.get_json()["checks"] == {"database": "ok", "migrations": "ok", "stuck": "fail"}
    assert reply.get_json()["details"]["stuck"] == {"status": "fail", "latency_ms": 50, "error": "timeout"}
    assert not release.is_set()


def test_during_shutdown_it_is_alive_and_not_ready(service: Service, client: FlaskClient) -> None:
    service.shutting_down.set()
    assert client.get("/readyz").status_code == 503
    assert client.get("/health").status_code == 503
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_health_tells_what_dashboards_read(client: FlaskClient) -> None:
    body = client.get("/health").get_json()
    assert body["status"] == "ok"
    assert body["service"] == "sample-api"
    assert body["timestamp"].endswith("Z")
    assert body["uptime"] >= 0
    assert body["database"] == {"engine": "postgres", "status": "healthy"}
    assert body["checks"]["database"]["status"] == "healthy"
    assert "error" not in body


def test_health_of_a_service_without_its_database() -> None:
    reply = sample_service().test_client().get("/health")
    body = reply.get_json()
    assert reply.status_code == 503
    assert body["status"] == "error"
    assert body["database"]["status"] == "error"
    assert body["checks"]["database"]["status"] == "unhealthy"
    assert body["error"] == "failing: database, migrations"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/health"])
def test_head_is_enough_for_a_probe(client: FlaskClient, path: str) -> None:
    reply = client.head(path)
    assert (reply.status_code, reply.get_data()) == (200, b"")


def test_probes_are_not_limited() -> None:
    client = sample_service(RATE_LIMIT_ENABLED="true", RATE_LIMIT_MAX="1", SAMPLE_WORKERS="1").test_client()
    assert [client.get("/openapi.json").status_code for _ in range(2)] == [200, 429]
    assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3
