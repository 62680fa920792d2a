"""GET /api/items/stats."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg2.extensions import connection
from workspace_client import Api
from workspace_replies import refusal


def stats(api: Api, query: str = "") -> dict[str, Any]:
    """The numbers."""
    reply = api.get(f"/api/items/stats{query}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    data: dict[str, Any] = reply.get_json()["data"]
    return data


def complete(api: Api, **fields: Any) -> str:
    """An item that went from new over in-progress to completed."""
    identifier: str = api.create(**fields)["id"]
    for status in ("in-progress", "completed"):
        api.put(f"/api/items/{identifier}", {"status": status})
    return identifier


def test_a_new_user_sees_zeros_under_every_key(api: Api) -> None:
    data = stats(api)

    assert data["total"] == 0
    assert data["byStatus"] == dict.fromkeys(["new", "review", "in-progress", "completed", "rejected"], 0)
    assert data["byPriority"] == dict.fromkeys(["low", "medium", "high", "critical"], 0)
    assert data["byCategory"] == dict.fromkeys(
        ["documentacao", "coleta-dados", "banco-dados", "analise-dados", "gestao-riscos", "dashboard"], 0
    )
    assert data["topTags"] == []
    assert len(data["perDay"]) == 30
    nothing = {"count": 0, "p50": None, "p90": None}
    assert data["leadTimeHours"] == data["cycleTimeHours"] == nothing


def test_items_are_counted_by_status_priority_and_category(api: Api, other: Api) -> None:
    api.create(priority="low", category="dashboard")
    api.create(priority="low", category="banco-dados")
    complete(api, priority="high", category="dashboard")
    other.create()
    api.post("/api/categories", {"name": "vazia"})

    data = stats(api)
    assert data["total"] == 3
    assert (data["byStatus"]["new"], data["byStatus"]["completed"]) == (2, 1)
    assert (data["byPriority"]["low"], data["byPriority"]["high"]) == (2, 1)
    assert (data["byCategory"]["dashboard"], data["byCategory"]["banco-dados"]) == (2, 1)
    assert data["byCategory"]["vazia"] == 0


def test_the_20_most_used_tags_are_listed(api: Api) -> None:
    for number in range(25):
        api.create(tags=["comum", f"t{number:02}"])
    api.create(tags=["t24"])

    tags = stats(api)["topTags"]
    assert len(tags) == 20
    assert tags[:3] == [{"tag": "comum", "count": 25}, {"tag": "t24", "count": 2}, {"tag": "t00", "count": 1}]


def test_days_without_anything_are_listed_too(api: Api) -> None:
    api.create()
    complete(api)

    days = stats(api, "?days=7")["perDay"]
    today = datetime.now(UTC).date()
    assert date.fromisoformat(days[-1]["date"]) - date.fromisoformat(days[0]["date"]) == timedelta(days=6)
    assert today - date.fromisoformat(days[-1]["date"]) <= timedelta(days=1)
    assert sum(day["created"] for day in days) == 2
    assert sum(day["completed"] for day in days) == 1


def test_bringing_an_item_back_completes_nothing(api: Api) -> None:
    identifier = complete(api)
    api.delete(f"/api/items/{identifier}")
    api.post(f"/api/items/{identifier}/restore")

    data = stats(api)
    assert sum(day["completed"] for day in data["perDay"]) == 1
    assert data["leadTimeHours"]["count"] == 1


def age_entries(admin: connection, item_id: str, hours: dict[str, float]) -> None:
    """Date an item's entries: action or reached status → hours before now."""
    for key, before in hours.items():
        admin.cursor().execute(
            "UPDATE workspace_audit_log SET created_at = now() - %s * interval '1 hour'"
            " WHERE item_id = %s AND (action = %s OR new_values ->> 'status' = %s AND action <> 'created')",
            (before, item_id, key, key),
        )


def test_lead_and_cycle_time_are_medians_over_completed_items(sandbox: Api, sandbox_admin: connection) -> None:
    for created, started, completed in [(10, 4, 2), (20, 5, 1), (30, 9, 3)]:
        item_id = complete(sandbox)
        age_entries(sandbox_admin, item_id, {"created": created, "in-progress": started, "completed": completed})
    sandbox.create()

    data = stats(sandbox)
    assert data["leadTimeHours"] == pytest.approx({"count": 3, "p50": 19.0, "p90": 25.4}, abs=0.05)
    assert data["cycleTimeHours"] == pytest.approx({"count": 3, "p50": 4.0, "p90": 5.6}, abs=0.05)


def test_items_completed_before_the_window_do_not_count(sandbox: Api, sandbox_admin: connection) -> None:
    item_id = complete(sandbox)
    age_entries(sandbox_admin, item_id, {"created": 24 * 20, "in-progress": 24 * 15, "completed": 24 * 10})

    assert stats(sandbox, "?days=5")["leadTimeHours"]["count"] == 0
    assert stats(sandbox, "?days=30")["leadTimeHours"]["p50"] == pytest.approx(240, abs=0.05)


def test_an_item_never_in_progress_has_a_lead_time_only(api: Api) -> None:
    api.put(f"/api/items/{api.create()['id']}", {"status": "completed"})

    data = stats(api)
    assert (data["leadTimeHours"]["count"], data["cycleTimeHours"]["count"]) == (1, 0)


@pytest.mark.parametrize("days", ["0", "366", "-1", "1.5", "x"])
def test_the_window_has_bounds(api: Api, days: str) -> None:
    body = refusal(api.get(f"/api/items/stats?days={days}"), 400)

    assert body["error"] == "days must be an integer from 1 to 365"
