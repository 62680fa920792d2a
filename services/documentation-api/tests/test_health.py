"""/health as the dashboard reads it."""

from typing import Any

import pytest
from documentation_client import Api

from suite.settings import Secret

NO_DATABASE = Secret("postgresql://nobody@127.0.0.1:1/none")


def test_health_is_ok_and_names_the_engine(api: Api) -> None:
    reply = api.get("/health")
    body = reply.get_json()
    assert reply.status_code == 200
    assert body["status"] == "ok"
    assert body["database"] == {"engine": "postgres", "status": "healthy"}
    assert "error" not in body


def test_without_a_database_health_is_503_with_a_short_text(start: Any) -> None:
    reply = Api(start(database_url=NO_DATABASE), "nobody").get("/health")
    body = reply.get_json()
    assert reply.status_code == 503
    assert (body["status"], body["database"]["status"]) == ("error", "error")
    assert body["error"] == "failing: database, migrations"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/metrics.json", "/openapi.json"])
def test_the_common_routes_answer(api: Api, path: str) -> None:
    assert api.get(path).status_code == 200
