"""What the change feed answers."""

from suite.http.fields import reply
from workspace_api.items.schemas import ItemSchema


class ItemChangeSchema(reply.ReplySchema):
    """A change; the item as it is now when it was asked for, null when it is gone."""

    seq = reply.integer()
    itemId = reply.text(format="uuid")
    version = reply.integer()
    action = reply.choice("created", "updated", "deleted", "status_changed", "restored")
    changedAt = reply.moment()
    changedBy = reply.text()
    item = reply.nested(ItemSchema, null=True, optional=True)


class ChangeFeedSchema(reply.ReplySchema):
    """Changes after a position, in commit order."""

    success = reply.constant(True)
    count = reply.integer()
    data = reply.array(ItemChangeSchema)
    lastSeq = reply.integer()
    hasMore = reply.boolean()
