"""Cursors that are not the one this list gave out."""

import base64
import json
from urllib.parse import quote

import pytest
from workspace_client import Api
from workspace_replies import codes_of, refusal, titles_of

from suite.http.cursors import digest_of


@pytest.fixture
def cursor(api: Api) -> str:
    """The cursor between two items in the default order."""
    for title in ("Título 1", "Título 2"):
        api.create(title=title)
    announced: str = api.get("/api/items?limit=1").get_json()["nextCursor"]
    return announced


def assert_bad_cursor(api: Api, query: str) -> None:
    """A 400 that says so and nothing else."""
    body = refusal(api.get(f"/api/items?{query}"), 400)
    assert body["message"] == body["error"] == "Invalid cursor"
    assert codes_of(body) == ["invalid_cursor"]


@pytest.mark.parametrize(
    "listing",
    [
        "sort=createdAt",
        "sort=title",
        "status=new",
        "category=dashboard",
        "created_from=2026-01-01",
        "search=titulo",
    ],
)
def test_a_cursor_belongs_to_its_sort_and_filters(api: Api, cursor: str, listing: str) -> None:
    assert_bad_cursor(api, f"limit=1&{listing}&cursor={cursor}")


@pytest.mark.parametrize("cursor", ["x", "====", "é", "e30", "bnVsbA", "WzFd", "IiI", "W10", "a" * 3_999, "W1tb" * 900])
def test_a_cursor_nobody_made_is_refused(api: Api, cursor: str) -> None:
    assert_bad_cursor(api, f"cursor={quote(cursor)}")


def test_an_altered_cursor_is_refused(api: Api, cursor: str) -> None:
    assert_bad_cursor(api, f"cursor={cursor[:-1]}")
    assert_bad_cursor(api, f"cursor={cursor[5:]}")
    assert_bad_cursor(api, f"cursor={cursor}A")


IDENTIFIER = "019b8e07-4600-7c3e-9d21-5f0e6a7b8c9d"
MOMENT = "2026-01-05T12:00:00.000Z"


@pytest.mark.parametrize(
    ("sort", "position"),
    [
        ("-createdAt", [MOMENT]),
        ("-createdAt", [MOMENT, IDENTIFIER, "x"]),
        ("-createdAt", [1, IDENTIFIER]),
        ("-createdAt", [None, None]),
        ("-createdAt", [[MOMENT], {"id": IDENTIFIER}]),
        ("-createdAt", ["yesterday", IDENTIFIER]),
        ("-createdAt", ["2026-W01-1", IDENTIFIER]),
        ("-createdAt", ["2026-01-05", IDENTIFIER]),
        ("-createdAt", ["0001-01-01T00:00:00+23:59", IDENTIFIER]),
        ("-createdAt", ["infinity", IDENTIFIER]),
        ("-createdAt", [MOMENT, "1"]),
        ("-createdAt", [MOMENT, f"urn:uuid:{IDENTIFIER}"]),
        ("-createdAt", [MOMENT, f"{{{IDENTIFIER}}}"]),
        ("priority", ["high", IDENTIFIER]),
        ("priority", ["99999999999999999999", IDENTIFIER]),
        ("priority", ["٣", IDENTIFIER]),
        ("priority", ["1; DROP TABLE workspace_items", IDENTIFIER]),
        ("status", ["6", IDENTIFIER]),
        ("title", ["\x00", IDENTIFIER]),
        ("title", ["\ud800", IDENTIFIER]),
    ],
)
def test_a_forged_position_is_refused(api: Api, sort: str, position: list[object]) -> None:
    forged = json.dumps([digest_of({"sort": sort}), *position]).encode()

    assert_bad_cursor(api, f"sort={sort}&cursor={base64.urlsafe_b64encode(forged).decode().rstrip('=')}")


def test_a_forged_title_is_only_a_value(api: Api) -> None:
    api.create(title="zebra")
    forged = json.dumps([digest_of({"sort": "title"}), "' OR '1'='1", IDENTIFIER]).encode()
    cursor = base64.urlsafe_b64encode(forged).decode().rstrip("=")

    assert titles_of(api.get(f"/api/items?sort=title&cursor={cursor}")) == ["zebra"]
