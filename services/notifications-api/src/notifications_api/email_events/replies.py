"""What is answered to reports of a mail provider."""

from suite.http.fields import reply


class AcceptedEventsSchema(reply.ReplySchema):
    """How many events were understood."""

    accepted = reply.integer()
