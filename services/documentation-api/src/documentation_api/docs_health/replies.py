"""What is answered about the health of the documentation."""

from marshmallow import fields

from documentation_api.listing.page_replies import LabelledValueSchema
from suite.http.fields import reply


class IssueCountsSchema(reply.ReplySchema):
    """Issues by type."""

    frontmatter = reply.integer()
    links = reply.integer()
    duplicates = reply.integer()
    outdated = reply.integer()


class DocsHealthSummarySchema(reply.ReplySchema):
    """The newest snapshot in short."""

    healthScore = reply.number()
    grade = reply.text()
    status = reply.text()
    lastAuditDate = reply.moment(null=True)
    totalFiles = reply.number()
    issuesSummary = reply.nested(IssueCountsSchema)
    hasData = reply.boolean()
    message = reply.text(optional=True)


class DocsHealthMetricsSchema(reply.ReplySchema):
    """Numbers, grade and status."""

    health_score = reply.number()
    total_files = reply.number()
    frontmatter_complete = reply.number()
    frontmatter_missing = reply.number()
    links_broken = reply.number()
    links_success_rate = reply.number()
    outdated_count = reply.number()
    duplicate_groups = reply.number()
    audit_runs_total = reply.integer()
    issues_fixed_total = reply.integer()
    grade = reply.text()
    status = reply.text()


class DocsIssuesSchema(reply.ReplySchema):
    """Issues of one type or of all; each has the keys of its type."""

    type = reply.text()
    total = reply.integer()
    showing = reply.integer()
    issues = fields.List(fields.Dict(), required=True)


class DatedValueSchema(reply.ReplySchema):
    """A value of a day."""

    timestamp = reply.text(format="date")
    value = reply.number()


class DocsTrendsSchema(reply.ReplySchema):
    """Three series, one value a day."""

    days = reply.integer()
    health_score = reply.array(DatedValueSchema)
    broken_links = reply.array(DatedValueSchema)
    outdated_docs = reply.array(DatedValueSchema)
    prometheus_url = reply.text()
    has_data = reply.boolean()


class DocsReportSchema(reply.ReplySchema):
    """Where the newest report is."""

    reportDate = reply.text(format="date")
    reportPath = reply.text()
    reportFile = reply.text()
    healthScore = reply.number()
    issueCount = reply.integer()


class DashboardSourceSchema(reply.ReplySchema):
    """Where numbers are from."""

    generatedAt = reply.moment()
    version = reply.text()
    source = reply.text()


class DashboardScoreSchema(reply.ReplySchema):
    """The score and how it changed in seven days."""

    current = reply.number()
    grade = reply.text()
    status = reply.text()
    trend = reply.number()


class DashboardFreshnessSchema(reply.ReplySchema):
    """How old documents are, in days."""

    distribution = reply.array(LabelledValueSchema)
    outdatedCount = reply.number()
    averageAge = reply.number()


class SeverityCountsSchema(reply.ReplySchema):
    """Issues by how much they matter."""

    critical = reply.integer()
    high = reply.integer()
    medium = reply.integer()
    low = reply.integer()


class DashboardIssuesSchema(reply.ReplySchema):
    """Issues counted."""

    breakdown = reply.nested(IssueCountsSchema)
    bySeverity = reply.nested(SeverityCountsSchema)
    total = reply.integer()


class DashboardCoverageSchema(reply.ReplySchema):
    """Documents by who owns them and what they are about."""

    byOwner = reply.array(LabelledValueSchema)
    byCategory = reply.array(LabelledValueSchema)
    totalFiles = reply.number()


class DashboardDaySchema(reply.ReplySchema):
    """Score and issues at the end of a day."""

    date = reply.text(format="date")
    score = reply.number()
    issues = reply.integer()


class DocsDashboardSchema(reply.ReplySchema):
    """Everything the dashboard draws."""

    metadata = reply.nested(DashboardSourceSchema)
    healthScore = reply.nested(DashboardScoreSchema)
    freshness = reply.nested(DashboardFreshnessSchema)
    issues = reply.nested(DashboardIssuesSchema)
    coverage = reply.nested(DashboardCoverageSchema)
    historical = reply.array(DashboardDaySchema)


class ReportedScoreSchema(reply.ReplySchema):
    """The score of an audit made elsewhere."""

    healthScore = reply.number()


class MendedIssueSchema(reply.ReplySchema):
    """The type of an issue that was mended."""

    issue_type = reply.text()
