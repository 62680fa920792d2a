"""Which bodies are refused, and how that is told."""

from typing import Any

import pytest
from scrape_client import CRAWL, MAP, SCRAPE, Api, refusal

URL = "https://example.com/"


def details(api: Api, path: str, body: Any) -> list[tuple[str, str]]:
    """(path, message) of every breach."""
    answer = refusal(api.post(path, body), 400, "VALIDATION")
    assert answer["error"] == "Validation failed"
    assert all(entry["type"] == "field" and entry["location"] == "body" for entry in answer["details"])
    return [(entry["path"], entry["msg"]) for entry in answer["details"]]


@pytest.mark.parametrize("path", [SCRAPE, CRAWL, MAP])
@pytest.mark.parametrize("value", [{}, {"url": ""}, {"url": 0}, {"url": False}, {"url": None}])
def test_a_url_is_required(api: Api, path: str, value: dict[str, Any]) -> None:
    assert details(api, path, value) == [("url", "URL is required")]


@pytest.mark.parametrize(
    "url",
    ["not-a-valid-url", "ftp://example.com", "example.com", "http://", "http://single", "http://a b.com", 5,
     "http://127.1/", "http://2130706433/", "http://localhost/", "http://[::1", "javascript:alert(1)", "//x.com"],
)  # fmt: skip
def test_a_url_needs_a_public_form(api: Api, url: Any) -> None:
    assert details(api, SCRAPE, {"url": url}) == [("url", "URL must be valid and use http/https")]


def test_a_url_has_a_longest_length(api: Api) -> None:
    assert details(api, SCRAPE, {"url": URL + "x" * 2048}) == [("url", "URL exceeds maximum length")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"formats": None}, [("formats", "Must be an array")]),
        ({"formats": "markdown"}, [("formats", "Must be an array")]),
        ({"formats": ["x", "html", 5]}, [("formats[0]", "Invalid format: x"), ("formats[2]", "Invalid format: 5")]),
        ({"onlyMainContent": "yes"}, [("onlyMainContent", "onlyMainContent must be a boolean")]),
        ({"onlyMainContent": None}, [("onlyMainContent", "onlyMainContent must be a boolean")]),
        ({"waitFor": 30001}, [("waitFor", "waitFor must be an integer between 0 and 30000")]),
        ({"waitFor": 1.5}, [("waitFor", "waitFor must be an integer between 0 and 30000")]),
        ({"waitFor": True}, [("waitFor", "waitFor must be an integer between 0 and 30000")]),
        ({"timeout": 999}, [("timeout", "timeout must be between 1000 and 60000 milliseconds")]),
        ({"includeTags": [1]}, [("includeTags[0]", "Array items must be strings")]),
        ({"excludeTags": [" "]}, [("excludeTags[0]", "Array items cannot be empty")]),
        ({"excludeTags": ["x" * 2049]}, [("excludeTags[0]", "Array items exceed maximum length")]),
        ({"includeTags": {}}, [("includeTags", "Must be an array")]),
        (
            {"excludeTags": 1, "timeout": 0, "formats": 1},
            [
                ("formats", "Must be an array"),
                ("timeout", "timeout must be between 1000 and 60000 milliseconds"),
                ("excludeTags", "Must be an array"),
            ],
        ),
    ],
)
def test_rules_of_a_scrape(api: Api, fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert details(api, SCRAPE, {"url": URL, **fields}) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"limit": 0}, [("limit", "limit must be between 1 and 1000")]),
        ({"limit": "1001"}, [("limit", "limit must be between 1 and 1000")]),
        ({"maxDepth": 11}, [("maxDepth", "maxDepth must be between 1 and 10")]),
        ({"includePaths": [""]}, [("includePaths[0]", "Array items cannot be empty")]),
        ({"scrapeOptions": []}, [("scrapeOptions", "scrapeOptions must be an object")]),
        ({"scrapeOptions": None}, [("scrapeOptions", "scrapeOptions must be an object")]),
        ({"allowBackwardLinks": "x"}, [("allowBackwardLinks", "allowBackwardLinks must be a boolean")]),
        ({"allowExternalLinks": 2}, [("allowExternalLinks", "allowExternalLinks must be a boolean")]),
    ],
)
def test_rules_of_a_crawl(api: Api, fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert details(api, CRAWL, {"url": URL, **fields}) == expected


def test_a_detail_shows_the_value_unless_there_was_none(api: Api) -> None:
    given = refusal(api.post(SCRAPE, {"url": URL, "formats": ["x"]}), 400, "VALIDATION")["details"]
    absent = refusal(api.post(SCRAPE, {}), 400, "VALIDATION")["details"]

    assert given == [
        {"type": "field", "value": "x", "msg": "Invalid format: x", "path": "formats[0]", "location": "body"}
    ]
    assert absent == [{"type": "field", "msg": "URL is required", "path": "url", "location": "body"}]


@pytest.mark.parametrize(
    ("crawl_id", "message"), [("a.b", "Crawl ID must be alphanumeric"), ("x" * 101, "Crawl ID exceeds maximum length")]
)
@pytest.mark.parametrize("suffix", ["", "/errors"])
def test_rules_of_an_id(api: Api, crawl_id: str, message: str, suffix: str) -> None:
    body = refusal(api.get(f"{CRAWL}/{crawl_id}{suffix}"), 400, "VALIDATION")

    assert body["details"] == [{"type": "field", "value": crawl_id, "msg": message, "path": "id", "location": "params"}]


@pytest.mark.parametrize("query", ["?skip=-1", "?limit=0", "?limit=101", "?skip=x"])
def test_rules_of_a_status_query(api: Api, query: str) -> None:
    body = refusal(api.get(f"{CRAWL}/abc{query}"), 400, "VALIDATION")

    assert body["details"][0]["location"] == "query"


def test_an_unknown_id_is_not_found(api: Api) -> None:
    assert refusal(api.get(f"{CRAWL}/unknown-1"), 404, "NOT_FOUND")["error"] == "Crawl job not found"


def test_malformed_json_names_what_the_parser_says(api: Api) -> None:
    body = refusal(api.request("POST", SCRAPE, data="{oops", content_type="application/json"), 400, "INVALID_JSON")

    assert body["error"].startswith("Malformed JSON: Expecting property name")


def test_a_body_has_a_longest_length(api: Api) -> None:
    refusal(api.post(SCRAPE, {"url": URL, "x": "x" * 2_097_152}), 413, "PAYLOAD_TOO_LARGE")


def test_an_unknown_route_is_told_with_its_query(api: Api) -> None:
    assert refusal(api.get("/zzz?q=1"), 404, "NOT_FOUND")["error"] == "Route not found: GET /zzz?q=1"


def test_a_wrong_method_names_the_right_ones(api: Api) -> None:
    reply = api.get(SCRAPE)

    refusal(reply, 405, "METHOD_NOT_ALLOWED")
    assert "POST" in reply.headers["Allow"]


def test_the_front_page_names_the_routes(api: Api) -> None:
    assert api.get("/").get_json() == {
        "success": True,
        "data": {
            "service": "firecrawl-proxy",
            "version": "1.0.0",
            "endpoints": {
                "scrape": "/api/v1/scrape",
                "crawl": "/api/v1/crawl",
                "crawlStatus": "/api/v1/crawl/:id",
                "crawlErrors": "/api/v1/crawl/:id/errors",
                "map": "/api/v1/map",
                "health": "/health",
                "metrics": "/metrics",
            },
        },
    }
