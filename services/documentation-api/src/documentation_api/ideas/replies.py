"""What is answered about ideas."""

from documentation_api.ideas.rules import CATEGORIES, PRIORITIES, STATUSES
from documentation_api.systems.replies import SystemSchema
from suite.http.fields import reply


class IdeaSchema(reply.ReplySchema):
    """An idea; with its system where it has one."""

    id = reply.text(format="uuid")
    title = reply.text()
    description = reply.text(null=True)
    status = reply.choice(*STATUSES)
    category = reply.choice(*CATEGORIES)
    priority = reply.choice(*PRIORITIES)
    assigned_to = reply.text(null=True)
    created_by = reply.text()
    system_id = reply.text(null=True, format="uuid")
    tags = reply.texts()
    estimated_hours = reply.integer(null=True)
    actual_hours = reply.integer(null=True)
    due_date = reply.moment(null=True)
    completed_at = reply.moment(null=True)
    designated_timestamp = reply.moment()
    created_at = reply.moment()
    updated_at = reply.moment()
    system = reply.nested(SystemSchema, optional=True)


class BoardColumnsSchema(reply.ReplySchema):
    """Cards by column, the most urgent first."""

    backlog = reply.array(IdeaSchema)
    todo = reply.array(IdeaSchema)
    in_progress = reply.array(IdeaSchema)
    review = reply.array(IdeaSchema)
    done = reply.array(IdeaSchema)


class BoardCountsSchema(reply.ReplySchema):
    """How many cards each column has, also those that are not shown."""

    backlog = reply.integer()
    todo = reply.integer()
    in_progress = reply.integer()
    review = reply.integer()
    done = reply.integer()


class IdeaBoardSchema(reply.ReplySchema):
    """The board."""

    success = reply.constant(True)
    data = reply.nested(BoardColumnsSchema)
    counts = reply.nested(BoardCountsSchema)
