"""/api/v1/docs/health: the newest snapshot in several views, trends, and what is reported from outside."""

from typing import Any

from flask import Blueprint

from documentation_api.docs_health import queries
from documentation_api.docs_health.errors import (
    InvalidAuditData,
    InvalidFixType,
    InvalidIssueType,
    ReportNotFound,
)
from documentation_api.docs_health.issues import ISSUE_TYPES, list_issues
from documentation_api.docs_health.replies import (
    DocsDashboardSchema,
    DocsHealthMetricsSchema,
    DocsHealthSummarySchema,
    DocsIssuesSchema,
    DocsReportSchema,
    DocsTrendsSchema,
    MendedIssueSchema,
    ReportedScoreSchema,
)
from documentation_api.docs_health.report import report_facts, write_report
from documentation_api.docs_health.schemas import (
    FIX_TYPES,
    PARTS,
    AuditSchema,
    FixSchema,
    IssuesRequest,
    IssuesSchema,
    ReportSchema,
    TrendsSchema,
)
from documentation_api.docs_health.score import score_of
from documentation_api.docs_health.snapshots import EXTERNAL
from documentation_api.docs_health.views import dashboard_view, metrics_view, summary_view, trends_view
from documentation_api.service import DocumentationService
from suite.errors import ValidationFailed
from suite.http import EDITOR, OPEN, Call, Reply, data_reply, endpoint, json_reply
from suite.http.fields.reply import data_of

HISTORY_DAYS = 30
MAX_AUDIT_BYTES = 1_048_576

docs_health = Blueprint("docs_health", __name__)


@docs_health.get("/summary")
@endpoint(
    OPEN,
    "Score, grade and counts of issues",
    replies={200: ("The newest snapshot in short", data_of(DocsHealthSummarySchema))},
)
def show_summary(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        return data_reply(summary_view(queries.select_newest(connection, lists=False)))


@docs_health.get("/metrics")
@endpoint(
    OPEN,
    "The numbers of the newest snapshot",
    replies={200: ("Numbers, grade and status", data_of(DocsHealthMetricsSchema))},
)
def show_metrics(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        newest, fixes = queries.select_newest(connection, lists=False), queries.select_fixes(connection)
        audits = queries.select_audits(connection)
    return data_reply(metrics_view(newest, fixes, audits))


@docs_health.get("/issues")
@endpoint(
    OPEN, "Issues of one type or of all", query=IssuesSchema(), replies={200: ("Issues", data_of(DocsIssuesSchema))}
)
def show_issues(call: Call[DocumentationService]) -> Reply:
    query: IssuesRequest = call.query
    if query.type is not None and query.type not in ISSUE_TYPES:
        raise InvalidIssueType
    with call.read() as connection:
        newest = queries.select_newest(connection)
    issues = list_issues(newest, query.type) if newest else []
    shown = issues[: query.limit]
    return data_reply(
        {"type": query.type or "all", "total": len(issues), "showing": len(shown), "issues": shown},
    )


@docs_health.get("/trends")
@endpoint(
    OPEN,
    "Score, broken links and outdated documents by day",
    query=TrendsSchema(),
    replies={200: ("Series", data_of(DocsTrendsSchema))},
)
def show_trends(call: Call[DocumentationService]) -> Reply:
    days: int = call.query["days"]
    with call.read() as connection:
        history = queries.select_history(connection, days)
    return data_reply(trends_view(history, days, call.service.settings.prometheus_url))


@docs_health.get("/latest-report")
@endpoint(
    OPEN,
    "The newest audit report",
    query=ReportSchema(),
    replies={200: ("Where it is; the report itself with format=md", data_of(DocsReportSchema)), 404: "No audit yet"},
)
def show_report(call: Call[DocumentationService]) -> Reply:
    whole = call.query.get("format") == "md"
    with call.read() as connection:
        newest = queries.select_newest(connection, lists=whole)
    if newest is None:
        raise ReportNotFound
    if whole:
        return Reply(write_report(newest), content_type="text/markdown; charset=utf-8")
    return data_reply(report_facts(newest))


@docs_health.get("/dashboard-metrics")
@endpoint(
    OPEN,
    "Everything the dashboard draws",
    replies={200: ("Score, freshness, issues, coverage, history", data_of(DocsDashboardSchema))},
)
def show_dashboard(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        newest = queries.select_newest(connection)
        history = queries.select_history(connection, HISTORY_DAYS)
        earlier = queries.select_earlier_score(connection, newest.created_at) if newest else None
    return data_reply(dashboard_view(newest, history, earlier))


@docs_health.post("/update-metrics")
@endpoint(
    EDITOR,
    "Report an audit made elsewhere",
    body=AuditSchema(),
    parse_body=False,
    max_body_bytes=MAX_AUDIT_BYTES,
    replies={200: ("It is the newest snapshot now", data_of(ReportedScoreSchema))},
)
def update_metrics(call: Call[DocumentationService]) -> Reply:
    data = parse_audit(call.json)
    score = score_of(data)
    with call.transaction() as connection:
        queries.insert_snapshot(connection, EXTERNAL, score, data)
    return json_reply({"success": True, "message": "Metrics updated successfully", "data": {"healthScore": score}})


@docs_health.post("/record-fix")
@endpoint(
    EDITOR,
    "Count a mended issue",
    body=FixSchema(),
    parse_body=False,
    replies={200: ("Counted", data_of(MendedIssueSchema))},
)
def record_fix(call: Call[DocumentationService]) -> Reply:
    issue_type = call.json.get("issue_type")
    if not isinstance(issue_type, str) or issue_type not in FIX_TYPES:
        raise InvalidFixType
    with call.transaction() as connection:
        queries.add_fix(connection, issue_type)
    return json_reply({"success": True, "message": "Issue fix recorded", "data": {"issue_type": issue_type}})


def parse_audit(content: dict[str, Any]) -> dict[str, Any]:
    """The three parts of an audit; what is wrong in any of them is told at once."""
    if not all(isinstance(content.get(name), dict) for name in PARTS):
        raise InvalidAuditData
    examined = {name: schema.examine(content[name]) for name, schema in PARTS.items()}
    problems = [problem for _, found in examined.values() for problem in found]
    if problems:
        raise ValidationFailed(problems=problems)
    return {name: parsed for name, (parsed, _) in examined.items()}
