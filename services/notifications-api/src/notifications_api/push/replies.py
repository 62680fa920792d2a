"""What a pusher hears."""

from marshmallow import fields

from suite.http.fields import reply


class PushedSchema(reply.ReplySchema):
    """Whether something was done, now or before; `result` is what an action gave."""

    success = reply.constant(True)
    handled = reply.boolean()
    duplicate = reply.boolean(optional=True)
    result = fields.Raw(allow_none=True)
