"""Query strings no list can answer: always a 400 in the service's own words."""

import pytest
from workspace_client import Api
from workspace_replies import assert_invalid, codes_of, refusal

from workspace_api.items.fields import SORTED

LIMIT = "limit must be an integer from 1 to 1000"
OFFSET = "offset must be an integer from 0 to 10000"
STATUS = "status must be one of: new, review, in-progress, completed, rejected"
PRIORITY = "priority must be one of: low, medium, high, critical"
# The sorts of the first day, and those of fields that were added since.
SORTS = ["createdAt", "updatedAt", "title", "priority", "status"]
SORTS += [key for key in SORTED if key not in SORTS]
SORT = f"sort must be one of: {', '.join(SORTS)}, {', '.join(f'-{key}' for key in SORTS)}"
SEARCH = "search must be 2 to 200 characters"


@pytest.mark.parametrize(
    ("query", "field", "message", "code"),
    [
        ("limit=0", "limit", LIMIT, "out_of_range"),
        ("limit=1001", "limit", LIMIT, "out_of_range"),
        ("limit=-1", "limit", LIMIT, "out_of_range"),
        ("limit=x", "limit", LIMIT, "invalid_type"),
        ("limit=1.5", "limit", LIMIT, "invalid_type"),
        ("limit=1e2", "limit", LIMIT, "invalid_type"),
        ("limit=%EF%BC%91", "limit", LIMIT, "invalid_type"),
        ("limit=" + "9" * 5_000, "limit", LIMIT, "invalid_type"),
        ("limit=1&limit=2", "limit", "limit must be given once", "repeated"),
        ("offset=-1", "offset", OFFSET, "out_of_range"),
        ("offset=10001", "offset", OFFSET, "out_of_range"),
        ("offset=a", "offset", OFFSET, "invalid_type"),
        ("status=done", "status", STATUS, "invalid_enum"),
        ("status=new,done", "status", STATUS, "invalid_enum"),
        ("status=pendente", "status", STATUS, "invalid_enum"),
        ("priority=HIGH", "priority", PRIORITY, "invalid_enum"),
        ("sort=created_at", "sort", SORT, "invalid_enum"),
        ("sort=--title", "sort", SORT, "invalid_enum"),
        ("sort=title;DROP TABLE workspace_items", "sort", SORT, "invalid_enum"),
        ("sort=title&sort=status", "sort", "sort must be given once", "repeated"),
        ("search=a", "search", SEARCH, "invalid_length"),
        ("search=%20a%20", "search", SEARCH, "invalid_length"),
        ("search=" + "a" * 201, "search", SEARCH, "invalid_length"),
        ("include=all", "include", "include must be one of: total", "invalid_enum"),
        *[
            (
                f"created_from={text}",
                "created_from",
                "created_from must be an ISO 8601 date or date-time",
                "invalid_date",
            )
            for text in (
                "yesterday",
                "2026-13-01",
                "2026-02-30",
                "05/01/2026",
                "1767614400",
                "2026-01-05T25:00:00Z",
            )
        ],
        (
            "created_to=0001-01-01T00:00:00%2B14:00",
            "created_to",
            "created_to must be an ISO 8601 date or date-time",
            "invalid_date",
        ),
        ("category=" + "x" * 101, "category", "category values must be at most 100 characters", "too_long"),
        (
            "category=" + ",".join(map(str, range(51))),
            "category",
            "category must have at most 50 values",
            "too_many",
        ),
        ("x=1", "x", "Unknown parameter 'x'", "unknown_parameter"),
        ("title'--=1", "title'--", "Unknown parameter 'title'--'", "unknown_parameter"),
    ],
)
def test_a_broken_parameter_is_told(api: Api, query: str, field: str, message: str, code: str) -> None:
    assert_invalid(api.get(f"/api/items?{query}"), (field, message, code))


def test_every_broken_parameter_is_told(api: Api) -> None:
    body = refusal(api.get("/api/items?limit=0&status=x&sort=y&z=1"), 400)

    assert [told["field"] for told in body["errors"]] == ["status", "sort", "limit", "z"]


@pytest.mark.parametrize(
    "query", ["search=a%00b", "tag=%00", "%00=1", "_=%00", "search=%ED%A0%80x", "tag=%FF", "a%C3=1"]
)
@pytest.mark.parametrize("path", ["/api/items", "/api/items/export", "/api/items/x", "/api/categories", "/health"])
def test_bytes_no_text_can_hold_are_refused(api: Api, path: str, query: str) -> None:
    assert codes_of(refusal(api.get(f"{path}?{query}"), 400)) == ["invalid_characters"]


def test_a_query_may_not_be_endless(api: Api) -> None:
    assert refusal(api.get("/api/items?" + "_=1&" * 3_000), 400)["message"] == "Query string too long"


def test_the_edges_of_time_are_only_dates(api: Api) -> None:
    api.create()

    for query in ("created_from=0001-01-01", "created_to=9999-12-31", "created_from=0001-01-01T00:00:00Z"):
        assert api.get(f"/api/items?{query}").get_json()["count"] == 1
