"""Ideas: created, listed, moved over the board, deleted."""

from typing import Any
from uuid import uuid4

import psycopg2.extensions
import pytest
from documentation_client import NEW_IDEA, Api, messages

IDEA_KEYS = [
    "id", "title", "description", "status", "category", "priority", "assigned_to", "created_by", "system_id", "tags",
    "estimated_hours", "actual_hours", "due_date", "completed_at", "designated_timestamp", "created_at", "updated_at",
]  # fmt: skip
BASE = "/api/v1/ideas"


def test_a_new_idea_has_seventeen_keys_and_defaults(api: Api) -> None:
    idea = api.idea(title="  Ideia d'água ")
    assert list(idea) == IDEA_KEYS
    assert (idea["title"], idea["status"], idea["priority"]) == ("Ideia d'água", "backlog", "medium")
    assert (idea["created_by"], idea["tags"], idea["system_id"]) == (api.user, [], None)
    assert idea["designated_timestamp"] == idea["created_at"]
    assert api.data(f"{BASE}/{idea['id']}") == idea


def test_an_idea_tells_its_whole_system(api: Api) -> None:
    system = api.system()
    idea = api.idea(system_id=system["id"])
    assert idea["system"] == system
    listed = api.data(f"{BASE}?system_id={system['id']}")
    assert [found["system"]["id"] for found in listed] == [system["id"]]
    reply = api.put(f"{BASE}/{idea['id']}", {"system_id": None})
    assert "system" not in reply.get_json()["data"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": ""}, ["Title cannot be empty"]),
        ({"title": "t" * 256}, ["Title must be less than 255 characters"]),
        ({"category": "x"}, ["Category must be one of: new_feature, improvement, bug_fix, content, structure"]),
        ({"status": "open"}, ["Status must be one of: backlog, todo, in_progress, review, done"]),
        ({"priority": None}, ["Priority must be one of: low, medium, high, urgent"]),
        ({"description": "d" * 2001}, ["Description must be less than 2000 characters"]),
        ({"assigned_to": "a" * 101}, ["Assigned to must be less than 100 characters"]),
        ({"system_id": "1"}, ["System ID must be a valid UUID"]),
        ({"estimated_hours": 0}, ["Estimated hours must be between 1 and 1000"]),
        ({"estimated_hours": "8"}, ["Estimated hours must be between 1 and 1000"]),
        ({"actual_hours": 10_001}, ["Actual hours must be between 0 and 10000"]),
        ({"due_date": "amanhã"}, ["Due date must be a valid ISO 8601 date"]),
        ({"completed_at": 5}, ["Completed at must be a valid ISO 8601 date"]),
        ({"title": 1, "due_date": "x"}, ["Title must be a string", "Due date must be a valid ISO 8601 date"]),
    ],
)
def test_every_broken_rule_is_told(api: Api, fields: dict[str, Any], expected: list[str]) -> None:
    assert messages(api.post(BASE, {**NEW_IDEA, **fields})) == expected


def test_what_is_required_is_told(api: Api) -> None:
    assert messages(api.post(BASE, {}))[0] == "Title is required"
    assert api.put(f"{BASE}/{api.idea()['id']}", {}).get_json()["error"] == "At least one field is required"


def test_a_missing_system_is_404(api: Api) -> None:
    idea = api.idea()
    for reply in (
        api.post(BASE, {**NEW_IDEA, "system_id": str(uuid4())}),
        api.put(f"{BASE}/{idea['id']}", {"system_id": str(uuid4())}),
    ):
        assert (reply.status_code, reply.get_json()["error"]) == (404, "Referenced system not found")


def test_done_is_dated_and_reopening_forgets_it(api: Api) -> None:
    born_done = api.idea(status="done")
    assert born_done["completed_at"] == born_done["created_at"]
    idea = api.idea(status="review")
    path = f"{BASE}/{idea['id']}"
    done = api.put(path, {"status": "done"}).get_json()["data"]
    assert done["completed_at"] == done["updated_at"]
    again = api.put(path, {"status": "done", "title": "x"}).get_json()["data"]
    assert again["completed_at"] == done["completed_at"]
    assert api.put(path, {"status": "todo"}).get_json()["data"]["completed_at"] is None
    sent = api.put(path, {"status": "done", "completed_at": "2026-01-02T03:04:05-03:00"}).get_json()["data"]
    assert sent["completed_at"] == "2026-01-02T06:04:05.000Z"


def test_dates_are_told_in_utc_and_cleared_by_null(api: Api) -> None:
    idea = api.idea(due_date="2026-02-03", estimated_hours=3, actual_hours=0, assigned_to="Ana", description="x")
    assert idea["due_date"] == "2026-02-03T00:00:00.000Z"
    cleared = {
        "due_date": None,
        "estimated_hours": None,
        "actual_hours": None,
        "assigned_to": None,
        "description": None,
    }
    data = api.put(f"{BASE}/{idea['id']}", cleared).get_json()["data"]
    assert {name: data[name] for name in cleared} == cleared


def test_filters_with_underscores_work_and_totals_are_true(api: Api) -> None:
    who = f"quem {api.user}"
    for number in range(3):
        api.idea(assigned_to=who, status="in_progress", category="bug_fix", title=f"Nº {number}")
    api.idea(assigned_to=who)
    body = api.get(f"{BASE}?assigned_to={who}&status=in_progress&category=bug_fix&limit=2").get_json()
    assert (body["count"], body["total"]) == (2, 3)
    assert body["filters"] == {"assigned_to": who, "status": "in_progress", "category": "bug_fix"}
    assert api.get(f"{BASE}?assigned_to={who}&priority=nothing").get_json()["total"] == 0
    assert messages(api.get(f"{BASE}?category=bug-fix")) == ["Category must contain only letters and underscores"]
    assert messages(api.get(f"{BASE}?system_id=x")) == ["System ID must be a valid UUID"]


def test_priority_orders_by_meaning(api: Api) -> None:
    who = f"ordem {api.user}"
    for priority in ("medium", "urgent", "low", "high"):
        api.idea(assigned_to=who, priority=priority)
    found = api.data(f"{BASE}?assigned_to={who}&order_by=priority&order_direction=DESC")
    assert [idea["priority"] for idea in found] == ["urgent", "high", "medium", "low"]


def test_the_board_has_five_columns_urgent_first_then_oldest(api: Api) -> None:
    who = f"quadro {api.user}"
    first = api.idea(assigned_to=who, priority="high", status="todo")
    second = api.idea(assigned_to=who, priority="high", status="todo")
    urgent = api.idea(assigned_to=who, priority="urgent", status="todo")
    body = api.get(f"{BASE}/kanban?assigned_to={who}").get_json()
    assert list(body["data"]) == ["backlog", "todo", "in_progress", "review", "done"]
    assert [card["id"] for card in body["data"]["todo"]] == [urgent["id"], first["id"], second["id"]]
    assert body["counts"] == {"backlog": 0, "todo": 3, "in_progress": 0, "review": 0, "done": 0}
    assert body["data"]["done"] == []


def test_a_column_shows_500_cards_and_counts_all(api: Api, admin: psycopg2.extensions.connection) -> None:
    who = f"cheio {api.user}"
    with admin.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documentation_ideas (id, title, category, created_by, assigned_to, search_text, created_at,"
            " updated_at) SELECT gen_random_uuid(), 'x', 'content', 'x', %s, 'x', now(), now()"
            " FROM generate_series(1, 503)",
            (who,),
        )
    body = api.get(f"{BASE}/kanban?assigned_to={who}").get_json()
    assert len(body["data"]["backlog"]) == 500
    assert body["counts"]["backlog"] == 503
    assert api.get(f"{BASE}?assigned_to={who}").get_json()["count"] == 503


def test_tags_of_records_follow_idea_and_system(api: Api) -> None:
    system = api.system()
    idea = api.idea(system_id=system["id"])
    path = f"{BASE}/{idea['id']}"
    tag = api.get(path).headers["ETag"]
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 304
    api.put(f"/api/v1/systems/{system['id']}", {"owner": "x"})
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert api.put(path, {"title": "y"}, headers={"If-Match": tag}).status_code == 200
    stale = api.put(path, {"title": "z"}, headers={"If-Match": tag})
    assert stale.status_code == 412
    assert api.delete(path, headers={"If-Match": stale.headers["ETag"]}).get_json() == {
        "success": True,
        "message": "Idea deleted successfully",
    }
    assert api.get(path).get_json()["error"] == "Idea not found"


def test_a_move_is_told_as_an_event_in_the_same_transaction(api: Api, admin: psycopg2.extensions.connection) -> None:
    idea = api.idea()
    path = f"{BASE}/{idea['id']}"
    moved = api.put(path, {"status": "done"}, headers={"X-Request-ID": "cause"}).get_json()["data"]
    api.put(path, {"status": "done", "title": "x"})
    assert api.put(path, {"status": "todo", "system_id": str(uuid4())}).status_code == 404
    with admin.cursor() as cursor:
        cursor.execute("SELECT topic, data, attributes FROM outbox WHERE key = %s", (idea["id"],))
        ((topic, data, attributes),) = cursor.fetchall()
    assert topic == "idea-moved"
    assert attributes["requestId"] == "cause"
    assert data == {
        "ideaId": idea["id"],
        "title": idea["title"],
        "from": "backlog",
        "to": "done",
        "changedBy": api.user,
        "changedAt": moved["updated_at"],
    }


def test_the_six_characters_of_an_escape_are_text_like_any_other(api: Api) -> None:
    title = "what \\u0000 means"
    moved = api.put(f"{BASE}/{api.idea(title=title)['id']}", {"status": "done"})
    assert (moved.status_code, moved.get_json()["data"]["title"]) == (200, title)


def test_a_title_is_enough_and_a_change_keeps_what_was_chosen(api: Api) -> None:
    made = api.post(BASE, {"title": "Um título"})
    assert made.status_code == 201
    idea = made.get_json()["data"]
    assert (idea["category"], idea["status"], idea["priority"]) == ("new_feature", "backlog", "medium")
    other = api.idea(category="bug_fix")
    assert api.put(f"{BASE}/{other['id']}", {"title": "Outro"}).get_json()["data"]["category"] == "bug_fix"
