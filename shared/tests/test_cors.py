"""Which origins may read a reply."""

import pytest
from flask import Flask

from suite.http.cors import EXPOSED_HEADERS, METHODS, REMEMBERED_ORIGINS, REQUEST_HEADERS, CorsRules

LISTED = ("http://localhost:3103", "https://app.example")


@pytest.fixture
def rules() -> CorsRules:
    return CorsRules(Flask(__name__), LISTED)


def preflight(origin: str, method: str = "PUT", headers: str = "Content-Type, If-Match") -> dict[str, str]:
    return {
        "HTTP_ORIGIN": origin,
        "HTTP_ACCESS_CONTROL_REQUEST_METHOD": method,
        "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": headers,
    }


@pytest.mark.parametrize("origin", LISTED)
def test_a_listed_origin_may_read_with_credentials(rules: CorsRules, origin: str) -> None:
    headers = dict(rules.headers(origin))
    assert headers["Access-Control-Allow-Origin"] == origin
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert headers["Vary"] == "Origin"
    assert set(headers["Access-Control-Expose-Headers"].split(", ")) == set(EXPOSED_HEADERS)


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:3104",
        "https://localhost:3103",
        "http://localhost:3103.evil.example",
        "http://localhost:31030",
        "http://localhostX3103",
        "HTTP://LOCALHOST:3103/",
        "https://appXexample",
        "null",
        "",
        None,
    ],
)
def test_any_other_origin_gets_no_permission(rules: CorsRules, origin: str | None) -> None:
    assert rules.headers(origin) == [("Vary", "Origin")]


def test_a_preflight_lists_what_may_be_sent(rules: CorsRules) -> None:
    headers = dict(rules.preflight_headers(preflight(LISTED[0])))
    assert headers["Access-Control-Allow-Origin"] == LISTED[0]
    assert set(headers["Access-Control-Allow-Methods"].split(", ")) == set(METHODS)
    assert headers["Access-Control-Max-Age"] == "600"
    assert {"Content-Type", "If-Match"} <= set(headers["Access-Control-Allow-Headers"].split(", "))


@pytest.mark.parametrize("name", REQUEST_HEADERS)
def test_a_preflight_admits_every_header_a_client_needs(rules: CorsRules, name: str) -> None:
    headers = dict(rules.preflight_headers(preflight(LISTED[0], headers=name.lower())))
    assert headers["Access-Control-Allow-Headers"].lower() == name.lower()


def test_a_preflight_does_not_admit_unknown_headers(rules: CorsRules) -> None:
    headers = dict(rules.preflight_headers(preflight(LISTED[0], headers="X-Admin")))
    assert "X-Admin" not in headers.get("Access-Control-Allow-Headers", "")


def test_a_preflight_from_elsewhere_gets_no_permission(rules: CorsRules) -> None:
    assert rules.preflight_headers(preflight("https://evil.example")) == [("Vary", "Origin")]


def test_switched_off_nothing_is_said() -> None:
    rules = CorsRules(Flask(__name__), LISTED, disabled=True)
    assert rules.headers(LISTED[0]) == []
    assert rules.preflight_headers(preflight(LISTED[0])) == []


def test_any_number_of_origins_leaves_the_decision_as_it_is(rules: CorsRules) -> None:
    for number in range(REMEMBERED_ORIGINS + 10):
        assert rules.headers(f"https://{number}.example") == [("Vary", "Origin")]
    assert dict(rules.headers(LISTED[0]))["Access-Control-Allow-Origin"] == LISTED[0]
