"""GET /: where everything is."""

from documentation_client import Api


def test_the_root_tells_where_everything_is(api: Api) -> None:
    body = api.get("/").get_json()
    assert body["success"] is True
    assert (body["service"], body["version"]) == ("documentation-api", "1.0.0")
    assert body["endpoints"]["api"]["systems"] == "/api/v1/systems"
    assert body["endpoints"]["openapi"] == "/spec/openapi.yaml"
