"""What POST /api/items/bulk refuses before it touches a row."""

from typing import Any

import pytest
from workspace_client import NEW_ITEM, Api
from workspace_replies import assert_invalid

CREATE = {"op": "create", "data": NEW_ITEM}
ID = "019b8e07-4600-7c3e-9d21-5f0e6a7b8c9d"
COUNT_MESSAGE = "operations must be an array of 1 to 500 operations"
OP_MESSAGE = "operations[0].op must be one of: create, update, delete"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, ("operations", "operations is required", "required")),
        ({"operations": None}, ("operations", "operations must be an array of operations", "invalid_type")),
        ({"operations": {}}, ("operations", "operations must be an array of operations", "invalid_type")),
        ({"operations": []}, ("operations", COUNT_MESSAGE, "invalid_operations")),
        (
            {"operations": [CREATE], "mode": "all"},
            ("mode", "mode must be one of: atomic, independent", "invalid_enum"),
        ),
        (
            {"operations": [CREATE], "mode": None},
            ("mode", "mode must be one of: atomic, independent", "invalid_type"),
        ),
        (
            {"operations": [CREATE], "dry_run": 1},
            ("dry_run", "dry_run must be true or false", "invalid_type"),
        ),
        ({"operations": [CREATE], "dryRun": True}, ("dryRun", "Unknown field 'dryRun'", "unknown_field")),
    ],
)
def test_the_frame_is_judged_strictly(api: Api, body: dict[str, Any], problem: tuple[str, str, str]) -> None:
    assert_invalid(api.post("/api/items/bulk", body), problem)


@pytest.mark.parametrize(
    ("operation", "field", "code"),
    [
        (None, "op", "invalid_enum"),
        ([], "op", "invalid_enum"),
        ({"op": ["create"]}, "op", "invalid_enum"),
        ({"op": "upsert", "id": ID}, "op", "invalid_enum"),
        ({"op": "create"}, "data", "required"),
        ({"op": "create", "data": []}, "data", "required"),
        ({"op": "create", "data": NEW_ITEM, "id": ID}, "id", "unknown_field"),
        ({"op": "update", "data": {}}, "id", "required"),
        ({"op": "update", "id": 7, "data": {}}, "id", "required"),
        ({"op": "update", "id": ID}, "data", "required"),
        ({"op": "delete", "id": ID, "version": "1"}, "version", "invalid_type"),
        ({"op": "delete", "id": ID, "version": True}, "version", "invalid_type"),
        ({"op": "delete", "id": ID, "version": None}, "version", "invalid_type"),
        ({"op": "delete", "id": ID, "data": {}}, "data", "unknown_field"),
    ],
)
def test_an_operation_names_what_is_wrong_with_it(api: Api, operation: Any, field: str, code: str) -> None:
    body = api.post("/api/items/bulk", {"operations": [operation, CREATE]}).get_json()

    assert [(told["field"], told["code"]) for told in body["errors"]] == [(f"operations[0].{field}", code)]
    assert api.get("/api/items").get_json()["count"] == 0


@pytest.mark.parametrize("second", [ID, ID.upper(), ID.replace("-", "")])
def test_an_item_may_occur_once(api: Api, second: str) -> None:
    operations = [{"op": "update", "id": ID, "data": {}}, {"op": "delete", "id": second}]

    assert_invalid(
        api.post("/api/items/bulk", {"operations": operations}),
        ("operations[1].id", "operations[1].id occurs more than once", "duplicate_id"),
    )


def test_what_is_no_id_may_occur_once_too(api: Api) -> None:
    operations = [{"op": "delete", "id": "x"}, {"op": "delete", "id": "x"}]
    body = api.post("/api/items/bulk", {"operations": operations}).get_json()

    assert body["errors"][0]["code"] == "duplicate_id"


def test_hostile_ids_name_no_item(api: Api) -> None:
    operations = [{"op": "delete", "id": text} for text in ("", "'; DELETE FROM workspace_items; --", "9" * 10_000)]
    reply = api.post("/api/items/bulk", {"mode": "independent", "operations": operations})

    assert [result["status"] for result in reply.get_json()["results"]] == [404, 404, 404]
