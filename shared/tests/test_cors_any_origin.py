"""Any origin may call: named as `*`, or reflected for clients and caches that expect their own name."""

import pytest
from flask import Flask

from suite.http.cors import CorsRules

ORIGIN = "https://any.example"
PREFLIGHT = {"HTTP_ORIGIN": ORIGIN, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET"}


@pytest.mark.parametrize(("reflect", "named", "vary"), [(False, "*", None), (True, ORIGIN, "Origin")])
def test_any_origin_is_answered_without_credentials(reflect: bool, named: str, vary: str | None) -> None:
    rules = CorsRules(Flask("x"), ["*"], reflect=reflect)

    for headers in (dict(rules.headers(ORIGIN)), dict(rules.preflight_headers(PREFLIGHT))):
        assert headers["Access-Control-Allow-Origin"] == named
        assert headers.get("Vary") == vary
        assert "Access-Control-Allow-Credentials" not in headers


def test_a_reply_that_depends_on_the_origin_says_so_to_everybody() -> None:
    assert CorsRules(Flask("x"), ["*"], reflect=True).headers(None) == [("Vary", "Origin")]
    assert CorsRules(Flask("x"), ["*"]).headers(None) == []
