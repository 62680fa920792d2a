"""Values a category may not have."""

from typing import Any

import pytest
from workspace_client import Api
from workspace_replies import assert_invalid


def create(api: Api, **fields: Any) -> Any:
    return api.post("/api/categories", fields)


FORM = "lowercase letters, digits and hyphens, at most 50"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, ("name", "name is required", "required")),
        ({"name": None}, ("name", "name must be a string", "invalid_type")),
        ({"name": 7}, ("name", "name must be a string", "invalid_type")),
        ({"name": ""}, ("name", "name must not be empty", "required")),
        ({"name": "x" * 51}, ("name", "name must be at most 50 characters", "too_long")),
        ({"name": "Nova"}, ("name", f"name must be {FORM}", "invalid_format")),
        ({"name": "-x"}, ("name", f"name must be {FORM}", "invalid_format")),
        ({"name": "a b"}, ("name", f"name must be {FORM}", "invalid_format")),
        ({"name": "não"}, ("name", f"name must be {FORM}", "invalid_format")),
        ({"name": "a'; --"}, ("name", f"name must be {FORM}", "invalid_format")),
        (
            {"name": "stats"},
            ("name", "name must not be one of: stats, validate, invalidate-cache", "reserved"),
        ),
        (
            {"name": "validate"},
            ("name", "name must not be one of: stats, validate, invalidate-cache", "reserved"),
        ),
        (
            {"name": "invalidate-cache"},
            ("name", "name must not be one of: stats, validate, invalidate-cache", "reserved"),
        ),
        (
            {"name": "x", "color": "red"},
            ("color", "color must be a color of the form #RRGGBB", "invalid_format"),
        ),
        (
            {"name": "x", "color": "#12345g"},
            ("color", "color must be a color of the form #RRGGBB", "invalid_format"),
        ),
        (
            {"name": "x", "display_name": "y" * 101},
            ("display_name", "display_name must be at most 100 characters", "too_long"),
        ),
        ({"name": "x", "display_name": " "}, ("display_name", "display_name must not be empty", "required")),
        (
            {"name": "x", "description": "y" * 501},
            ("description", "description must be at most 500 characters", "too_long"),
        ),
        ({"name": "x", "icon": "y" * 51}, ("icon", "icon must be at most 50 characters", "too_long")),
        (
            {"name": "x", "display_order": -1},
            ("display_order", "display_order must be an integer from 0 to 10000", "out_of_range"),
        ),
        (
            {"name": "x", "display_order": 10**30},
            ("display_order", "display_order must be an integer from 0 to 10000", "out_of_range"),
        ),
        (
            {"name": "x", "display_order": 1.0},
            ("display_order", "display_order must be an integer from 0 to 10000", "invalid_type"),
        ),
        ({"name": "x", "is_active": 1}, ("is_active", "is_active must be true or false", "invalid_type")),
        ({"name": "x", "is_active": None}, ("is_active", "is_active must be true or false", "invalid_type")),
    ],
)
def test_fields_are_judged_strictly(api: Api, fields: dict[str, Any], problem: tuple[str, str, str]) -> None:
    assert_invalid(create(api, **fields), problem)


def test_every_broken_field_is_told(api: Api) -> None:
    reply = create(api, color=1, icon=2, display_name=3)

    assert {told["field"] for told in reply.get_json()["errors"]} == {"name", "color", "icon", "display_name"}
