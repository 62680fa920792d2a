"""References of the services at the console's own address: at their ports, and as the gateway has them."""

from collections.abc import Callable, Iterator

import pytest

from console.references.document import at_address, behind_gateway, path_behind_gateway
from suite.http import Service
from suite_testing.local_server import LocalServer, QuietHandler

ROUTES = [{"prefix": "/api/workspace", "to": "/api"}, {"prefix": "/api/workspace/hooks", "to": "/hooks"}]


class Handler(QuietHandler):
    """A service with two routes, one of which the gateway does not have."""

    def do_GET(self) -> None:
        body = b'{"openapi": "3.1.0", "paths": {"/api/items": {"get": {}}, "/metrics": {"get": {}}}}'
        self.reply(200 if self.path == "/openapi.json" else 404, body, {"Content-Type": "application/json"})


@pytest.fixture
def answering(make_service: Callable[..., Service]) -> Iterator[Service]:
    """A console whose services all answer as the handler does."""
    with LocalServer(Handler) as server:
        yield make_service(CONSOLE_SERVICE_URL=server.url)


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/api", "/api/workspace"),
        ("/api/items/{item_id}", "/api/workspace/items/{item_id}"),
        ("/hooks/{hook_id}", "/api/workspace/hooks/{hook_id}"),
        ("/apis", None),
        ("/healthz", None),
    ],
)
def test_a_path_is_where_the_gateway_has_it(path: str, public: str | None) -> None:
    assert path_behind_gateway(path, ROUTES) == public


def test_the_service_at_the_root_keeps_its_paths() -> None:
    routes = [{"prefix": "/", "to": "/"}]
    assert [path_behind_gateway(path, routes) for path in ("/", "/movies")] == ["/", "/movies"]


def test_what_the_gateway_does_not_have_is_not_in_its_document() -> None:
    document = behind_gateway({"openapi": "3.1.0", "paths": {"/api/items": {"get": {}}, "/metrics": {}}}, ROUTES)
    assert document["paths"] == {"/api/workspace/items": {"get": {}}}
    assert document["servers"] == [{"url": "/"}]


def test_at_its_own_port_a_service_has_all_its_paths() -> None:
    document = at_address({"paths": {"/metrics": {}}}, "http://localhost:3200")
    assert document == {"paths": {"/metrics": {}}, "servers": [{"url": "http://localhost:3200"}]}


def test_the_document_is_that_of_the_service_for_who_asks(answering: Service) -> None:
    client = answering.test_client()
    own = client.get("/references/workspace-api/openapi.json", headers={"Host": "suite.example:3103"}).get_json()
    assert own["servers"] == [{"url": "http://suite.example:3200"}]
    assert set(own["paths"]) == {"/api/items", "/metrics"}
    mounted = client.get("/console/references/workspace-api/openapi.json").get_json()
    assert set(mounted["paths"]) == {"/api/workspace/items"}


@pytest.mark.parametrize("prefix", ["", "/console"])
def test_the_page_runs_scripts_of_its_own_and_asks_its_service_only(service: Service, prefix: str) -> None:
    client = service.test_client()
    page = client.get(f"{prefix}/references/workspace-api/docs")
    assert "docs/swagger-ui-bundle.js" in page.text
    policy = page.headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == "'self'"
    assert directives["connect-src"].split() == ["'self'", "http://localhost:3200"]
    for name in ("start.js", "swagger-ui.css", "swagger-ui-bundle.js"):
        assert client.get(f"{prefix}/references/workspace-api/docs/{name}").status_code == 200


@pytest.mark.parametrize("path", ["nobody/docs", "nobody/openapi.json", "workspace-api/docs/other.js"])
def test_there_is_nothing_else(service: Service, path: str) -> None:
    assert service.test_client().get(f"/references/{path}").status_code == 404


def test_a_service_that_does_not_answer_has_no_document(make_service: Callable[..., Service]) -> None:
    silent = make_service(CONSOLE_SERVICE_URL="http://127.0.0.1:1")
    reply = silent.test_client().get("/references/workspace-api/openapi.json")
    assert reply.status_code == 503
    assert "does not tell what it can do" in reply.get_json()["error"]
