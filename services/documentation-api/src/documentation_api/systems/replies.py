"""What is answered about systems."""

from marshmallow import fields

from documentation_api.listing.page_replies import counts
from documentation_api.systems.schemas import STATUSES, TYPES
from suite.http.fields import reply


class SystemSchema(reply.ReplySchema):
    """A system; `metadata` is its owner's."""

    id = reply.text(format="uuid")
    name = reply.text()
    description = reply.text(null=True)
    type = reply.choice(*TYPES)
    url = reply.text(null=True)
    status = reply.choice(*STATUSES)
    last_checked = reply.moment(null=True)
    response_time_ms = reply.integer(null=True)
    version = reply.text(null=True)
    owner = reply.text(null=True)
    tags = reply.texts()
    metadata = reply.any_object(description="Whatever somebody wants to remember.")
    icon = reply.text(null=True)
    color = reply.text(null=True)
    host = reply.text(null=True)
    port = reply.integer(null=True)
    created_by = reply.text()
    designated_timestamp = reply.moment()
    created_at = reply.moment()
    updated_at = reply.moment()


class SystemStatisticsSchema(reply.ReplySchema):
    """Systems counted."""

    total = reply.integer()
    active = reply.integer()
    inactive = reply.integer()
    degraded = reply.integer()
    # `unknown` is a word of marshmallow itself.
    not_known = fields.Integer(required=True, strict=True, data_key="unknown")
    by_type = counts()
    by_owner = counts()
    by_status = counts()
    avg_response_time = reply.number(null=True)
