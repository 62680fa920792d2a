"""How well documents are kept: links, front matter, duplicates, age, score; and what is reported from outside."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from docs_portal import Portal

from documentation_api.docs_health.duplicates import find_pairs
from documentation_api.docs_health.score import grade_of, score_of
from documentation_api.markdown.folding import dice, trigrams
from suite_testing.databases import TestDatabase

COMPLETE = {
    "title": "Completo",
    "domain": "api",
    "type": "guide",
    "tags": "[api]",
    "status": "active",
    "summary": "Um documento que diz tudo de si.",
    "last_review": datetime.now(UTC).date().isoformat(),
}
REPORTED: dict[str, Any] = {
    "frontmatter": {
        "total_files": 10,
        "complete": 5,
        "missing": 2,
        "incomplete": 3,
        "by_domain": {"api": 10},
        "outdated_count": 1,
        "missing_files": [{"path": "a.md", "missing_fields": ["title"], "unknown": 1}],
        "outdated_files": [
            {"path": "b.md", "last_review": "2024-01-01", "days_old": 400, "domain": "api", "type": "guide"}
        ],
        "file_ages": [1, 45, 100],
    },
    "links": {
        "total_links": 20,
        "broken_links": 2,
        "broken_by_priority": {"high": 1, "low": 1},
        "broken_links_list": [
            {"file": "a.md", "line": 3, "text": "x", "url": "y.md", "error": "File not found", "priority": "high"}
        ],
    },
    "duplicates": {
        "exact_duplicates": 1,
        "exact_duplicate_groups": [{"files": ["a.md", "b.md"], "hash": "h", "count": 2}],
    },
}


def issues(portal: Portal, kind: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = portal.ask("health/issues", type=kind, limit=500)["data"]["issues"]
    return listed


def test_a_link_is_broken_when_its_target_or_anchor_is_not_there(portal: Portal) -> None:
    portal.write(
        "guides/page.md",
        "[ok](other.md) [ok](other.md#some-part) [ok](../README.md) [ok](#here) [ok](other) [ok](/docs/guides/other/)\n"
        "[ok](https://example.org/gone) [ok](mailto:a@b.c) [ok](/img/site.png) [ok](pic.png) [ok](../../outside.md)\n"
        "[bad](gone.md)\n[bad](other.md#gone)\n[bad](#gone)\n[bad](/docs/gone)\n![bad](gone.png)\n[bad]()\n\n## Here\n",
        title="Page",
    )
    portal.write("guides/other.md", "## Some part\n", title="Other")
    portal.write("README.md", "[bad](gone.md#x)\n", title="Start")
    (portal.folder / "guides" / "pic.png").write_bytes(b"")
    portal.run()
    found = [
        (link["file"], link["line"], link["url"], link["error"], link["priority"]) for link in issues(portal, "links")
    ]
    assert found == [
        ("README.md", 4, "gone.md#x", "File not found", "high"),
        ("guides/page.md", 6, "gone.md", "File not found", "medium"),
        ("guides/page.md", 7, "other.md#gone", "Anchor not found: #gone", "low"),
        ("guides/page.md", 8, "#gone", "Anchor not found: #gone", "low"),
        ("guides/page.md", 9, "/docs/gone", "File not found", "medium"),
        ("guides/page.md", 10, "gone.png", "File not found", "medium"),
        ("guides/page.md", 11, "", "Link has no target", "medium"),
    ]


def test_a_link_is_broken_by_removing_what_it_leads_to(portal: Portal) -> None:
    portal.write("a.md", "[b](b.md)", title="A")
    target = portal.write("b.md", title="B")
    portal.run()
    assert issues(portal, "links") == []
    target.unlink()
    portal.run()
    assert [link["url"] for link in issues(portal, "links")] == ["b.md"]


def test_front_matter_is_complete_incomplete_or_missing(portal: Portal) -> None:
    portal.write("complete.md", "texto um", **COMPLETE)
    portal.write("incomplete.md", "texto dois", title="T", domain="api")
    portal.write("without.md", "# Heading\n\ntexto três")
    portal.write("broken.md", title="x", summary="a: b")
    portal.run()
    assert issues(portal, "frontmatter") == [
        {"file": "broken.md", "issue": "Missing frontmatter", "severity": "critical", "details": list(COMPLETE)},
        {"file": "without.md", "issue": "Missing frontmatter", "severity": "critical", "details": list(COMPLETE)},
        {
            "file": "incomplete.md",
            "issue": "Incomplete frontmatter",
            "severity": "medium",
            "details": ["type", "tags", "status", "summary", "last_review"],
        },
    ]
    metrics = portal.ask("health/metrics")["data"]
    assert (metrics["total_files"], metrics["frontmatter_complete"], metrics["frontmatter_missing"]) == (4, 1, 2)


def test_a_document_reviewed_too_long_ago_is_outdated(open_portal: Any) -> None:
    portal = open_portal(docs_outdated_days=30)
    today = datetime.now(UTC).date()
    portal.write("old.md", title="Old", last_review=today - timedelta(days=31))
    portal.write("new.md", title="New", last_review=today - timedelta(days=30))
    portal.run()
    (issue,) = issues(portal, "outdated")
    assert (issue["file"], issue["days_old"], issue["domain"], issue["type"]) == ("old.md", 31, "shared", "guide")


def test_equal_bodies_and_similar_titles_are_found(portal: Portal) -> None:
    body = "O mesmo texto, com as mesmas palavras."
    portal.write("a.md", body, title="Guia de instalação do portal")
    portal.write("b.md", body.upper() + "\n\n", title="Guia da instalação do portal")
    portal.write("c.md", "Outro texto.", title="Nada parecido")
    portal.write("d.md", title="Vazio")
    portal.write("e.md", title="Também sem corpo")
    portal.run()
    (group,) = issues(portal, "duplicates")
    assert (group["files"], group["count"], group["category"]) == (["a.md", "b.md"], 2, "exact_duplicate")
    report = portal.get("/api/v1/docs/health/latest-report?format=md").get_data(as_text=True)
    assert "## Similar summaries" in report


def test_pairs_are_those_a_comparison_of_all_with_all_finds() -> None:
    texts = {f"t{number}": f"guia número {number} da instalação do portal" for number in range(100, 140)}
    texts |= {"other": "nada disso", "empty": ""}
    names = sorted(texts)
    every = [
        [one, other]
        for index, one in enumerate(names)
        for other in names[index + 1 :]
        if dice(trigrams(texts[one]), trigrams(texts[other])) >= 0.9
    ]
    assert find_pairs(texts) == every
    assert len(every) > 10


@pytest.mark.parametrize(
    ("files", "complete", "links", "broken", "duplicates", "score"),
    [(10, 10, 0, 0, 0, 100.0), (10, 5, 20, 2, 1, 76.4), (10, 0, 10, 10, 100, 15.0), (0, 0, 0, 0, 0, 60.0)],
)
def test_the_score_weighs_front_matter_links_and_duplicates(
    files: int, complete: int, links: int, broken: int, duplicates: int, score: float
) -> None:
    data = {
        "frontmatter": {"total_files": files, "complete": complete},
        "links": {"total_links": links, "broken_links": broken},
        "duplicates": {"exact_duplicates": duplicates},
    }
    assert score_of(data) == score


def test_grades_begin_at_their_bounds() -> None:
    assert [grade_of(score)[0] for score in (90, 89.9, 80, 70, 60, 59.9)] == ["A", "B", "B", "C", "D", "F"]


def test_a_run_without_a_change_takes_no_snapshot(portal: Portal) -> None:
    portal.write("a.md", title="A")
    portal.run()
    portal.run()
    assert portal.ask("health/metrics")["data"]["audit_runs_total"] == 1


def test_a_day_without_a_change_takes_one(portal: Portal, docs_database: TestDatabase) -> None:
    portal.write("a.md", title="A")
    portal.run()
    age_snapshots(docs_database, days=2)
    portal.run()
    assert portal.ask("health/metrics")["data"]["audit_runs_total"] == 2
    trends = portal.ask("health/trends", days=7)["data"]
    assert [point["value"] for point in trends["health_score"]] == [60, 60]


def test_a_reported_audit_is_the_newest_state(portal: Portal) -> None:
    reply = portal.post("/api/v1/docs/health/update-metrics", REPORTED)
    assert (reply.status_code, reply.get_json()["message"]) == (200, "Metrics updated successfully")
    summary = portal.ask("health/summary")["data"]
    assert (summary["healthScore"], summary["grade"], summary["status"], summary["totalFiles"]) == (
        76.4,
        "C",
        "Fair",
        10,
    )
    assert summary["issuesSummary"] == {"frontmatter": 5, "links": 2, "duplicates": 1, "outdated": 1}
    everything = portal.ask("health/issues", limit=2)["data"]
    assert (everything["type"], everything["total"], everything["showing"]) == ("all", 4, 2)
    assert portal.ask("health/metrics")["data"]["links_success_rate"] == 90
    facts = portal.ask("health/latest-report")["data"]
    assert facts["reportFile"] == f"{facts['reportDate']}-documentation-audit.md" and facts["issueCount"] == 9


def test_the_dashboard_has_everything_it_draws(portal: Portal, docs_database: TestDatabase) -> None:
    portal.post("/api/v1/docs/health/update-metrics", {"frontmatter": {}, "links": {}, "duplicates": {}})
    age_snapshots(docs_database, days=8)
    portal.post("/api/v1/docs/health/update-metrics", REPORTED)
    data = portal.ask("health/dashboard-metrics")["data"]
    assert data["healthScore"] == {"current": 76.4, "grade": "C", "status": "Fair", "trend": 16.4}
    assert [entry["value"] for entry in data["freshness"]["distribution"]] == [1, 1, 0, 1]
    assert data["freshness"]["averageAge"] == 48.7
    assert data["issues"]["bySeverity"] == {"critical": 2, "high": 1, "medium": 4, "low": 2}
    assert data["issues"]["total"] == sum(data["issues"]["bySeverity"].values()) == 9
    assert data["coverage"] == {"byOwner": [], "byCategory": [{"label": "api", "value": 10}], "totalFiles": 10}
    assert [entry["issues"] for entry in data["historical"]] == [0, 9]
    assert data["metadata"]["source"] == "external"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "Invalid audit data. Must include frontmatter, links, and duplicates"),
        ({"frontmatter": {}, "links": {}}, "Invalid audit data. Must include frontmatter, links, and duplicates"),
        (
            {"frontmatter": {}, "links": {}, "duplicates": []},
            "Invalid audit data. Must include frontmatter, links, and duplicates",
        ),
        ({"frontmatter": {"total_files": -1}, "links": {}, "duplicates": {}}, "Validation failed"),
        ({"frontmatter": {"total_files": "1"}, "links": {}, "duplicates": {}}, "Validation failed"),
        ({"frontmatter": {"by_domain": {"a": "b"}}, "links": {}, "duplicates": {}}, "Validation failed"),
        ({"frontmatter": {}, "links": {"broken_links_list": [{"file": 1}]}, "duplicates": {}}, "Validation failed"),
        ({"frontmatter": {}, "links": {}, "duplicates": {"exact_duplicate_groups": [1]}}, "Validation failed"),
    ],
)
def test_a_broken_report_is_refused_and_changes_nothing(portal: Portal, body: dict[str, Any], error: str) -> None:
    reply = portal.post("/api/v1/docs/health/update-metrics", body)
    assert (reply.status_code, reply.get_json()["error"]) == (400, error)
    assert portal.ask("health/summary")["data"]["hasData"] is False


def test_mended_issues_are_counted(portal: Portal) -> None:
    for kind in ("links", "links", "frontmatter"):
        reply = portal.post("/api/v1/docs/health/record-fix", {"issue_type": kind})
        assert (reply.status_code, reply.get_json()["message"]) == (200, "Issue fix recorded")
    assert portal.ask("health/metrics")["data"]["issues_fixed_total"] == 3
    assert 'docs_issues_fixed_total{issue_type="links"} 2.0' in portal.get("/metrics").get_data(as_text=True)
    for kind in ("outdated", "", None, 1, ["links"]):
        reply = portal.post("/api/v1/docs/health/record-fix", {"issue_type": kind})
        assert reply.status_code == 400
        assert reply.get_json()["error"] == "Invalid issue_type. Must be: frontmatter, links, or duplicates"


@pytest.mark.parametrize(("path", "status"), [("issues?type=x", 400), ("trends?days=0", 400), ("trends?days=366", 400)])
def test_bad_questions_are_refused(portal: Portal, path: str, status: int) -> None:
    assert portal.get(f"/api/v1/docs/health/{path}").status_code == status


def test_the_snapshot_is_in_the_metrics(portal: Portal) -> None:
    portal.write("a.md", "[x](gone.md)", title="A", domain="api")
    portal.run()
    text = portal.get("/metrics").get_data(as_text=True)
    for line in (
        "docs_health_score 30.0",
        'docs_total_files{domain="api"} 1.0',
        "docs_frontmatter_incomplete 1.0",
        'docs_links_total{type="internal"} 1.0',
        'docs_links_broken{priority="medium"} 1.0',
        "docs_links_success_rate 0.0",
        "docs_audit_runs_total 1.0",
        "docs_file_age_days_count 1.0",
        "docs_audit_duration_seconds",
    ):
        assert line in text


def age_snapshots(database: TestDatabase, days: int) -> None:
    """Let all snapshots be so much older."""
    with database.connect(schema="documentation") as admin, admin.cursor() as cursor:
        cursor.execute(
            "UPDATE documentation_health_snapshots SET created_at = created_at - %s * interval '1 day'", (days,)
        )
