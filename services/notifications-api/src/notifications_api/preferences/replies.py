"""What is answered about preferences."""

from notifications_api.kinds import KINDS
from suite.http.fields import reply


class PreferenceSchema(reply.ReplySchema):
    """What somebody wants to be told of one kind, and how."""

    kind = reply.choice(*KINDS)
    inApp = reply.boolean()
    email = reply.boolean()


class PreferenceListSchema(reply.ReplySchema):
    """Every kind."""

    data = reply.array(PreferenceSchema)
