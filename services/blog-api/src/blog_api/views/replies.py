"""What is answered to a view."""

from suite.http.fields import reply


class ViewSchema(reply.ReplySchema):
    """Whether the view counted, and how many there are now."""

    success = reply.constant(True)
    counted = reply.boolean()
    viewCount = reply.integer()
