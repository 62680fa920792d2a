"""Field values of every wrong kind, on create and update alike."""

from typing import Any

import pytest
from workspace_client import NEW_ITEM, Api
from workspace_replies import CATEGORY_MESSAGE, assert_invalid

TEXT = "{0} must be a string"
PRIORITY = "priority must be one of: low, medium, high, critical"
STATUS = "status must be one of: new, review, in-progress, completed, rejected"
TAGS = "tags must be an array of strings"
TAG = "each tag must be 1 to 50 characters"
OBJECT = "metadata must be an object"
NUMBERS = "metadata numbers must be finite and within ±2^53"
DEEP = "metadata must be nested at most 5 levels"
LARGE = "metadata must be at most 16384 bytes as JSON"

BROKEN: list[tuple[str, Any, str, str]] = [
    *[
        (name, value, TEXT.format(name), "invalid_type")
        for name in ("title", "description")
        for value in (None, 1, 1.5)
    ],
    *[
        (name, value, TEXT.format(name), "invalid_type")
        for name in ("title", "description")
        for value in ([], {}, True)
    ],
    ("title", "x" * 256, "title must be at most 255 characters", "too_long"),
    ("title", "x" * 1_000_000, "title must be at most 255 characters", "too_long"),
    ("description", "x" * 10_001, "description must be at most 10000 characters", "too_long"),
    *[
        ("category", value, CATEGORY_MESSAGE, "invalid_enum")
        for value in (None, 1, [], {}, "", "Dashboard", " dashboard ")
    ],
    ("category", "dashboard'; DROP TABLE workspace_items; --", CATEGORY_MESSAGE, "invalid_enum"),
    ("priority", None, PRIORITY, "invalid_type"),
    *[("priority", value, PRIORITY, "invalid_enum") for value in (1, [], {}, "", "High", "alta", "low\u0020")],
    *[("tags", value, TAGS, "invalid_type") for value in (None, "a", 1, {}, [1], [None], ["a", ["b"]])],
    *[("tags", value, TAG, "invalid_entry") for value in ([""], ["  "], ["a", "x" * 51])],
    ("tags", [f"t{n}" for n in range(51)], "tags must have at most 50 entries", "too_many"),
    ("tags", [f"t{n}" for n in range(10_000)], "tags must have at most 50 entries", "too_many"),
    *[("metadata", value, OBJECT, "invalid_type") for value in (None, "a", 1, [], [{}], True)],
    *[("metadata", {"n": [value]}, NUMBERS, "out_of_range") for value in (2**53 + 1, -(2**53) - 1, 10**400, 1e300)],
    ("metadata", {"a": {"b": {"c": {"d": {"e": {}}}}}}, DEEP, "too_deep"),
    ("metadata", {"a": [[[[[]]]]]}, DEEP, "too_deep"),
    ("metadata", {"a": "x" * 16_384}, LARGE, "too_long"),
    ("metadata", {"x" * 16_384: 1}, LARGE, "too_long"),
    ("metadata", {"a": "ç" * 8_192}, LARGE, "too_long"),
]


@pytest.mark.parametrize(("field", "value", "message", "code"), BROKEN)
def test_a_broken_field_is_told_on_create_and_update(api: Api, field: str, value: Any, message: str, code: str) -> None:
    item = api.create()

    assert_invalid(api.post("/api/items", {**NEW_ITEM, field: value}), (field, message, code))
    assert_invalid(api.put(f"/api/items/{item['id']}", {field: value}), (field, message, code))
    assert api.get("/api/items").get_json()["data"] == [item]


@pytest.mark.parametrize("value", [None, 1, [], "", "done", "NEW", "in progress"])
def test_a_status_is_judged_on_update(api: Api, value: Any) -> None:
    code = "invalid_type" if value is None else "invalid_enum"

    assert_invalid(api.put(f"/api/items/{api.create()['id']}", {"status": value}), ("status", STATUS, code))


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 4_000])
def test_numbers_no_float_can_hold_are_refused(api: Api, number: str) -> None:
    body = '{"title":"t","description":"d","category":"dashboard","priority":"low","metadata":{"n":' + number + "}}"
    reply = api.post("/api/items", data=body.encode(), content_type="application/json")

    assert_invalid(reply, ("metadata", NUMBERS, "out_of_range"))


@pytest.mark.parametrize(
    "metadata",
    [
        {"n": 2**53},
        {"n": -(2**53)},
        {"a": {"b": {"c": {"d": {}}}}},
        {"a": "x" * 16_374},
        {"": ""},
        {"a": None},
    ],
)
def test_metadata_up_to_its_limits_is_stored(api: Api, metadata: dict[str, Any]) -> None:
    item = api.create(metadata=metadata)

    assert api.get(f"/api/items/{item['id']}").get_json()["data"]["metadata"] == metadata


@pytest.mark.parametrize(
    "text",
    [
        "D'Ávila",
        "'; DROP TABLE workspace_items; --",
        "%s %(title)s %%",
        "\\",
        "${x}",
        "<b>",
        "🐝",
        "\u202e",
        "{}",
    ],
)
def test_any_other_text_is_only_text(api: Api, text: str) -> None:
    item = api.create(title=text, description=text, tags=[text], metadata={text: text})
    stored = api.get(f"/api/items/{item['id']}").get_json()["data"]

    assert (stored["title"], stored["description"], stored["tags"]) == (text, text, [text])
    assert stored["metadata"] == {text: text}
