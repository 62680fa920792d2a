"""What is answered in numbers."""

from marshmallow import fields

from documentation_api.audit.replies import DocumentationAuditEntrySchema
from documentation_api.files.replies import CountAndSizeSchema, FileRecordSchema, FileStatisticsSchema
from documentation_api.ideas.replies import IdeaSchema
from documentation_api.listing.page_replies import LabelledValueSchema, counts
from documentation_api.specs.search.replies import SpecHitSchema
from documentation_api.systems.replies import SystemSchema, SystemStatisticsSchema
from suite.http.fields import reply


class SystemSummarySchema(reply.ReplySchema):
    """Systems in short."""

    total = reply.integer()
    by_status = counts()
    online_count = reply.integer()


class IdeaSummarySchema(reply.ReplySchema):
    """Ideas in short; the rate is 0 to 1."""

    total = reply.integer()
    by_status = counts()
    by_category = counts()
    by_priority = counts()
    completion_rate = reply.number()


class FileSummarySchema(reply.ReplySchema):
    """Files in short."""

    total = reply.integer()
    total_size = reply.integer()
    total_size_mb = reply.number()
    by_mime_type = reply.mapping(CountAndSizeSchema)


class PortalSummarySchema(reply.ReplySchema):
    """Systems, ideas and files in short."""

    systems = reply.nested(SystemSummarySchema)
    ideas = reply.nested(IdeaSummarySchema)
    files = reply.nested(FileSummarySchema)


class HealthDaySchema(reply.ReplySchema):
    """Probes of a day by what they found."""

    date = reply.text(format="date")
    online = reply.integer()
    offline = reply.integer()
    error = reply.integer()


class SystemOverviewSchema(SystemStatisticsSchema):
    """Systems counted, with the trend of 30 days."""

    health_trend = reply.array(HealthDaySchema)


class IdeaHoursSchema(reply.ReplySchema):
    """Hours estimated and worked; the rate is 0 to 100."""

    total_estimated = reply.integer()
    total_actual = reply.integer()
    completion_rate = reply.number()


class IdeaOverviewSchema(reply.ReplySchema):
    """Ideas counted; rates are 0 to 100."""

    total = reply.integer()
    by_status = counts()
    by_category = counts()
    by_priority = counts()
    by_assignee = counts()
    hours = reply.nested(IdeaHoursSchema)
    completion_rate = reply.number()


class FileOverviewSchema(FileStatisticsSchema):
    """Files counted, with means."""

    average_size_mb = reply.number()
    downloads_per_file = reply.number()
    total_size_mb = reply.number()
    storage_efficiency = reply.number()


class PortalTotalsSchema(reply.ReplySchema):
    """The first row of a dashboard."""

    total_systems = reply.integer()
    active_systems = reply.integer()
    total_ideas = reply.integer()
    completed_ideas = reply.integer()
    total_files = reply.integer()
    total_storage_mb = reply.number()


class PortalDashboardSchema(reply.ReplySchema):
    """Everything for one page."""

    overview = reply.nested(PortalTotalsSchema)
    systems = reply.nested(SystemOverviewSchema)
    ideas = reply.nested(IdeaOverviewSchema)
    files = reply.nested(FileOverviewSchema)
    recent_activity = reply.array(DocumentationAuditEntrySchema)


class SystemScoreSchema(reply.ReplySchema):
    """How a system is."""

    id = reply.text(format="uuid")
    name = reply.text()
    status = reply.text()
    last_updated = reply.moment()
    health_score = reply.integer()
    issues = reply.texts()


class PortalHealthSchema(reply.ReplySchema):
    """How all systems are."""

    total = reply.integer()
    healthy = reply.integer()
    degraded = reply.integer()
    unhealthy = reply.integer()
    # `unknown` is a word of marshmallow itself.
    not_known = fields.Integer(required=True, strict=True, data_key="unknown")
    overall_health = reply.choice("healthy", "degraded", "unhealthy", "unknown")
    last_checked = reply.moment(null=True)
    systems = reply.array(SystemScoreSchema)


class PortalChartsSchema(reply.ReplySchema):
    """Series of label and value."""

    systems_by_type = reply.array(LabelledValueSchema)
    systems_by_status = reply.array(LabelledValueSchema)
    ideas_by_status = reply.array(LabelledValueSchema)
    ideas_by_category = reply.array(LabelledValueSchema)
    ideas_by_priority = reply.array(LabelledValueSchema)
    files_by_type = reply.array(LabelledValueSchema)
    ideas_created = reply.array(LabelledValueSchema)
    ideas_completed = reply.array(LabelledValueSchema)
    files_uploaded = reply.array(LabelledValueSchema)


class PortalAnalyticsSchema(reply.ReplySchema):
    """Charts of a period."""

    timeframe = reply.text()
    charts = reply.nested(PortalChartsSchema)


class ActivityDaySchema(reply.ReplySchema):
    """What happened on a day."""

    date = reply.text(format="date")
    systems_created = reply.integer()
    ideas_created = reply.integer()
    ideas_completed = reply.integer()
    files_uploaded = reply.integer()


class FoundDocumentSchema(reply.ReplySchema):
    """A document in short."""

    id = reply.text()
    title = reply.text()
    domain = reply.text()
    type = reply.text()
    path = reply.text()
    score = reply.number()


class PortalSearchSchema(reply.ReplySchema):
    """At most ten of each kind."""

    query = reply.text()
    total = reply.integer()
    systems = reply.array(SystemSchema)
    ideas = reply.array(IdeaSchema)
    files = reply.array(FileRecordSchema)
    docs = reply.array(FoundDocumentSchema)
    operations = reply.array(SpecHitSchema)
