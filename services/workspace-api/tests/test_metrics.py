"""What /metrics tells about this service."""

import re

from workspace_client import Api


def samples(api: Api, name: str) -> dict[str, float]:
    """Label text → value of one metric."""
    text = api.get("/metrics").get_data(as_text=True)
    return {found[1]: float(found[2]) for found in re.finditer(rf"^{name}\{{(.*)\}} (\S+)$", text, re.MULTILINE)}


def test_any_number_of_ids_is_one_route(api: Api) -> None:
    label = 'method="GET",route="/api/items/:id",service="workspace-api",status_code="404"'
    before = samples(api, "tradingsystem_http_requests_total").get(label, 0)
    for number in range(50):
        api.get(f"/api/items/{number}")
        api.get(f"/items/{number}/")

    after = samples(api, "tradingsystem_http_requests_total")
    assert after[label] - before == 100
    assert not [told for told in after if "49" in told]


def test_unknown_paths_are_one_route(api: Api) -> None:
    for number in range(20):
        api.get(f"/nowhere/{number}")

    routes = {re.sub(r'.*route="([^"]*)".*', r"\1", told) for told in samples(api, "tradingsystem_http_requests_total")}
    assert "unmatched" in routes
    assert not [route for route in routes if "nowhere" in route]


def test_written_items_are_counted_by_action_once_committed(api: Api) -> None:
    def written() -> dict[str, float]:
        return samples(api, "workspace_items_written_total")

    before = written()
    path = f"/api/items/{api.create()['id']}"
    api.put(path, {"title": "x"})
    api.put(path, {"title": "x"})
    api.put(path, {"status": "review"})
    api.delete(path)
    api.post(f"{path}/restore")
    api.post("/api/items", {})

    difference = {label: value - before.get(label, 0) for label, value in written().items()}
    assert difference == {
        f'action="{action}"': 1.0 for action in ("created", "updated", "status_changed", "deleted", "restored")
    }


def test_statements_are_counted_by_operation(api: Api) -> None:
    api.create()
    counted = samples(api, "tradingsystem_db_queries_total")

    assert counted['operation="select",service="workspace-api",status="ok"'] >= 1
    assert counted['operation="insert",service="workspace-api",status="ok"'] >= 1
    assert {re.sub(r'.*operation="([^"]*)".*', r"\1", told) for told in counted} <= {
        "select",
        "insert",
        "update",
        "delete",
        "copy",
        "other",
    }
