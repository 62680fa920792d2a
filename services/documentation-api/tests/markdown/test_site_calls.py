"""What the documentation site calls, on an empty and on a filled database, with and without the right to."""

from typing import Any

import pytest
from docs_portal import Portal

from suite.settings import Secret

CALLS = (
    "suggest?q=do",
    "search?q=docum&limit=50",
    "search?limit=50&_t=1700000000000",
    "search-hybrid?q=docum",
    "facets",
    "facets?q=docum",
    "stats",
    "health/summary",
    "health/metrics",
    "health/issues?type=frontmatter",
    "health/issues?type=links",
    "health/issues?type=duplicates",
    "health/issues?type=outdated",
    "health/issues",
    "health/trends",
    "health/dashboard-metrics",
)
SECRET = "a-secret-of-this-test-that-is-long-enough"


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_every_call_of_the_site_succeeds(portal: Portal, filled: bool) -> None:
    if filled:
        portal.write("docs/a.md", "[x](gone.md) documentação", title="Documentação", tags="[x]")
        portal.run()
    for call in CALLS:
        reply = portal.get(f"/api/v1/docs/{call}")
        assert (reply.status_code, reply.get_json()["success"]) == (200, True), call
        assert portal.get(f"/api/v1/docs/{call.replace('?', '/?')}").status_code == 200, call


def test_an_empty_database_has_no_data_and_no_report(portal: Portal) -> None:
    data = portal.ask("health/summary")["data"]
    assert (data["healthScore"], data["grade"], data["status"], data["hasData"]) == (0, "N/A", "No Data", False)
    assert data["issuesSummary"] == {"frontmatter": 0, "links": 0, "duplicates": 0, "outdated": 0}
    assert portal.ask("health/trends")["data"]["has_data"] is False
    reply = portal.get("/api/v1/docs/health/latest-report")
    assert (reply.status_code, reply.get_json()["error"]) == (404, "No audit reports found")


def test_reading_needs_no_token_and_writing_does(open_portal: Any) -> None:
    portal = open_portal(auth_mode="jwt", jwt_secret=Secret(SECRET))
    for call in CALLS:
        assert portal.get(f"/api/v1/docs/{call}").status_code == 200, call
    for path in ("reindex", "health/update-metrics", "health/record-fix"):
        assert portal.post(f"/api/v1/docs/{path}", {}).status_code == 401


def test_reading_needs_a_token_when_the_documents_are_not_public(open_portal: Any) -> None:
    portal = open_portal(auth_mode="jwt", jwt_secret=Secret(SECRET), public_docs=False)
    for call in (*CALLS, "content?path=a"):
        assert portal.get(f"/api/v1/docs/{call}").status_code == 401, call


@pytest.mark.parametrize(("method", "path"), [("POST", "search"), ("GET", "reindex"), ("DELETE", "health/summary")])
def test_other_methods_are_refused(portal: Portal, method: str, path: str) -> None:
    reply = portal.request(method, f"/api/v1/docs/{path}")
    assert reply.status_code == 405
    assert "Allow" in reply.headers
