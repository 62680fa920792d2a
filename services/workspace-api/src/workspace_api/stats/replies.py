"""Numbers about a user's items."""

from marshmallow import fields as described

from suite.http.fields import reply
from workspace_api.items.fields import PRIORITIES, STATUSES

COUNT = described.Integer(strict=True)
StatusCountsSchema = reply.ReplySchema.from_dict(
    {status: reply.integer() for status in STATUSES}, name="StatusCountsSchema"
)
PriorityCountsSchema = reply.ReplySchema.from_dict(
    {priority: reply.integer() for priority in PRIORITIES}, name="PriorityCountsSchema"
)


class ItemTagCountSchema(reply.ReplySchema):
    """How many items have a tag."""

    tag = reply.text()
    count = reply.integer()


class DayCountsSchema(reply.ReplySchema):
    """Items created and completed on a UTC day."""

    date = reply.text(format="date")
    created = reply.integer()
    completed = reply.integer()


class DurationsSchema(reply.ReplySchema):
    """Hours of the items completed in the window; without any there are no percentiles."""

    count = reply.integer()
    p50 = reply.number(null=True)
    p90 = reply.number(null=True)


class ItemStatsSchema(reply.ReplySchema):
    """Counts and durations."""

    total = reply.integer()
    byStatus = reply.nested(StatusCountsSchema)
    byPriority = reply.nested(PriorityCountsSchema)
    byCategory = reply.mapping(COUNT)
    topTags = reply.array(ItemTagCountSchema)
    perDay = reply.array(DayCountsSchema)
    leadTimeHours = reply.nested(DurationsSchema)
    cycleTimeHours = reply.nested(DurationsSchema)


class CategoryStatsSchema(reply.ReplySchema):
    """Items of a category by status."""

    name = reply.text()
    display_name = reply.text()
    total = reply.integer()
    by_status = reply.nested(StatusCountsSchema)


class NamesVerdictSchema(reply.ReplySchema):
    """Which names can be used for items."""

    valid = reply.texts()
    invalid = reply.texts()
