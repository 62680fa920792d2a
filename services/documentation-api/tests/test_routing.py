"""What is where, and what is not."""

import pytest
from documentation_client import Api


def test_the_root_tells_where_everything_is(api: Api) -> None:
    body = api.get("/").get_json()
    assert body["success"] is True
    assert (body["service"], body["version"]) == ("documentation-api", "1.0.0")
    assert body["endpoints"]["api"]["systems"] == "/api/v1/systems"
    assert body["endpoints"]["openapi"] == "/spec/openapi.yaml"


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/", "/api/v1", "/_static/x.js", "/api/v1/semantic/search"])
def test_what_is_not_served_is_a_404_in_json(api: Api, path: str) -> None:
    reply = api.get(path, headers={"Origin": "http://localhost:3103"})
    assert reply.status_code == 404
    body = reply.get_json()
    assert body["success"] is False
    assert body["error"] == body["message"] == f"Route not found: GET {path}"
    assert body["errors"] == []
    assert "details" not in body
    assert reply.headers["Access-Control-Allow-Origin"] == "http://localhost:3103"


def test_a_wrong_method_is_405_and_told_which_are_right(api: Api) -> None:
    reply = api.delete("/")
    assert reply.status_code == 405
    assert reply.get_json()["error"] == "Method not allowed"
    assert "GET" in reply.headers["Allow"]
