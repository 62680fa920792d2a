"""What is answered to a link of a mail."""

from suite.http.fields import reply


class UnsubscribedSchema(reply.ReplySchema):
    """The address gets no more mail."""

    unsubscribed = reply.constant(True)
