"""Health probes: what is asked, what is stored, and what is never connected to."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import psycopg2.extensions
import pytest
from documentation_client import Api

from documentation_api.audit.ledger import AuditActor
from documentation_api.probes.checks import check_all
from documentation_api.probes.prober import Prober
from suite.audit import Sealer
from suite.http import Service
from suite.outbound import AddressGuard
from suite_ops.database.throwaway import free_port
from suite_testing.local_server import LocalServer, QuietHandler

BASE = "/api/v1/systems"


class Target(QuietHandler):
    """Answers by path: /<status>, /to?<url>, /hang."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(dict(self.headers))
        if self.path == "/hang":
            server.stopping.wait(20)
        elif self.path == "/drip":
            self._drip()
        elif self.path.startswith("/to?"):
            self.reply(302, headers={"Location": self.path.removeprefix("/to?")})
        elif self.path == "/round":
            self.reply(302, headers={"Location": "/round"})
        else:
            self.reply(int(self.path[1:]), b"x" * 200_000)

    def _drip(self) -> None:
        """A byte after the other until the reader has left."""
        server: Any = self.server
        self.send_response(200)
        self.end_headers()
        try:
            while not server.stopping.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            server.left.set()
        self.close_connection = True


@pytest.fixture
def target() -> Iterator[Any]:
    with LocalServer(Target) as server:
        server.asked = []  # type: ignore[attr-defined]
        server.left = Event()  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def probing(start: Any, target: Any) -> Api:
    """A client of a service that may reach the target as 127.0.0.1 only."""
    return Api(start(health_allow=(f"127.0.0.1:{target.server_port}",)), "sonda")


def probe(api: Api, url: str | None, **fields: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a probe answers, and the system afterwards."""
    system = api.system(url=url, **fields)
    reply = api.post(f"{BASE}/{system['id']}/health")
    assert reply.status_code == 200
    assert reply.get_json()["message"] == "Health check completed"
    return reply.get_json()["data"], api.data(f"{BASE}/{system['id']}")


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/200", "online", "System is accessible"),
        ("/503", "error", "HTTP 503: Service Unavailable"),
        ("/404", "error", "HTTP 404: Not Found"),
        ("/to?/200", "online", "System is accessible"),
        ("/round", "error", "Too many redirects"),
    ],
)
def test_an_answer_is_judged_and_stored(probing: Api, target: Any, path: str, status: str, message: str) -> None:
    health, system = probe(probing, target.url + path)
    assert (health["status"], health["message"]) == (status, message)
    assert system["status"] == status
    assert system["response_time_ms"] == health["response_time_ms"]
    assert system["last_checked"] == health["last_checked"]
    assert len(target.asked) <= 4


def test_nothing_of_the_caller_is_passed_on(probing: Api, target: Any) -> None:
    system = probing.system(url=f"{target.url}/200")
    headers = {"Authorization": "Bearer secret", "Cookie": "a=b", "X-Request-ID": "mine"}
    probing.post(f"{BASE}/{system['id']}/health", headers=headers)
    assert set(target.asked[0]) == {"Host", "User-Agent", "Accept-Encoding", "Accept"}


def test_a_closed_port_is_offline(start: Any) -> None:
    port = free_port()
    health, system = probe(Api(start(health_allow=(f"127.0.0.1:{port}",)), "sonda"), f"http://127.0.0.1:{port}/")
    assert (health["status"], health["message"]) == ("offline", "Connection refused")
    assert system["status"] == "offline"


def test_a_hanging_target_is_offline_in_time(probing: Api, target: Any) -> None:
    health, _ = probe(probing, f"{target.url}/hang")
    assert (health["status"], health["message"]) == ("offline", "Timed out")
    assert health["response_time_ms"] < 5_500


def test_a_target_that_drips_is_left_when_the_time_is_over(target: Any) -> None:
    prober = Prober(AddressGuard([f"127.0.0.1:{target.server_port}"]))
    assert prober.probe(f"{target.url}/drip", 0.5).status == "offline"
    assert target.left.wait(30)


def test_without_an_address_nothing_is_asked_and_nothing_changes(api: Api) -> None:
    health, system = probe(api, None, status="online")
    assert health == {
        "status": "unknown", "message": "No URL configured for health check", "response_time_ms": None,
        "last_checked": None,
    }  # fmt: skip
    assert (system["status"], system["last_checked"]) == ("online", None)


NAMES = {
    "loopback.example.com": "127.0.0.1", "ten.example.com": "10.1.2.3", "mixed.example.com": "192.168.0.9",
    "metadata.example.com": "169.254.169.254", "six.example.com": "::1",
}  # fmt: skip


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "[::1]", "localhost", "169.254.169.254", "10.0.0.1", "172.16.0.1", "172.31.255.254",
        "192.168.1.1", "100.64.0.1", "100.127.255.254", "0.0.0.0", "192.0.0.1", "198.18.0.1", "224.0.0.1",
        "255.255.255.255", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "127.1", "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fd00::1]", "[fe80::1]", *NAMES,
    ],
)  # fmt: skip
def test_inner_addresses_are_never_connected_to(start: Any, target: Any, host: str) -> None:
    def resolve(name: str, port: int) -> list[str]:
        return ["93.184.216.34", NAMES[name]] if name == "mixed.example.com" else [NAMES[name]]

    service: Service = start()
    service.prober = Prober(AddressGuard((), resolve))
    health, system = probe(Api(service, "sonda"), f"http://{host}:{target.server_port}/200", status="online")
    assert (health["status"], health["message"]) == ("unknown", "URL not allowed for health checks")
    assert (system["status"], system["last_checked"]) == ("online", None)
    assert target.connections == 0


@pytest.mark.parametrize(
    "location", ["http://127.0.0.2:{port}/200", "http://localhost:{port}/200", "file:///etc/passwd"]
)
def test_a_redirect_is_checked_again(probing: Api, target: Any, location: str) -> None:
    health, system = probe(probing, f"{target.url}/to?{location.format(port=target.server_port)}", status="online")
    assert health["message"] == "URL not allowed for health checks"
    assert system["last_checked"] is None
    assert target.connections == 1


def test_a_name_is_resolved_once_and_dialled_as_checked(start: Any, target: Any) -> None:
    answers = iter([["127.0.0.1"]])
    service = start()
    guard = AddressGuard((f"127.0.0.1:{target.server_port}",), lambda name, port: next(answers))
    service.prober = Prober(guard)
    health, _ = probe(Api(service, "sonda"), f"http://rebind.example.com:{target.server_port}/200")
    assert health["status"] == "online"
    assert target.asked[0]["Host"] == f"rebind.example.com:{target.server_port}"


def test_the_services_of_the_manifest_may_be_probed(api: Api) -> None:
    health, _ = probe(api, "http://localhost:3800/healthz")
    assert health["message"] != "URL not allowed for health checks"


def test_all_systems_are_probed_and_told(probing: Api, target: Any) -> None:
    good = probing.system(url=f"{target.url}/200")
    bad = probing.system(url=f"{target.url}/500")
    silent = probing.system()
    body = probing.post(f"{BASE}/health-check-all").get_json()
    assert body["message"] == "All systems health check completed"
    told = {entry["system"]["id"]: entry for entry in body["data"]}
    assert told[good["id"]]["health"]["status"] == told[good["id"]]["system"]["status"] == "online"
    assert told[bad["id"]]["health"]["status"] == "error"
    assert told[silent["id"]]["health"]["message"] == "No URL configured for health check"


def test_those_out_of_time_are_reported_and_left_alone(service: Service, api: Api, target: Any) -> None:
    system = api.system(url=f"{target.url}/200", status="online")
    actor = AuditActor("sonda", "pedido", Sealer(None))
    answered = check_all(service.database.transaction, actor, Prober(AddressGuard()), seconds=0)
    (told,) = [entry for entry in answered if entry["system"]["id"] == system["id"]]
    assert (told["health"]["status"], told["health"]["message"]) == ("unknown", "Not checked: time limit")
    assert told["system"] == system
    assert target.connections == 0


def test_the_past_is_told_with_uptime(probing: Api, target: Any, admin: psycopg2.extensions.connection) -> None:
    system = probing.system(url=f"{target.url}/200")
    path = f"{BASE}/{system['id']}"
    assert probing.data(f"{path}/health") == {"uptime_percent": None, "avg_response_time": None, "checks": []}
    probing.post(f"{path}/health")
    probing.put(path, {"url": f"{target.url}/500"})
    probing.post(f"{path}/health")
    data = probing.data(f"{path}/health?days=1")
    assert data["uptime_percent"] == 50
    assert [check["status"] for check in data["checks"]] == ["error", "online"]
    assert set(data["checks"][0]) == {"checked_at", "status", "response_time_ms", "message"}
    with admin.cursor() as cursor:
        cursor.execute("UPDATE documentation_health_checks SET checked_at = now() - interval '8 days'")
    assert probing.data(f"{path}/health")["checks"] == []
    assert len(probing.data(f"{path}/health?days=30")["checks"]) == 2
    assert probing.get(f"{path}/health?days=31").status_code == 400


def test_a_changed_status_is_an_entry_of_the_log_and_an_unchanged_one_is_none(probing: Api, target: Any) -> None:
    system = probing.system(url=f"{target.url}/200")
    for _ in range(2):
        probing.post(f"{BASE}/{system['id']}/health")
    created, changed = probing.entries(system["id"])
    assert (created["action"], changed["action"]) == ("created", "status_changed")
    assert changed["changes"] == [{"field": "status", "from": "unknown", "to": "online"}]
