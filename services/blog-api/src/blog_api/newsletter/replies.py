"""What the newsletter answers."""

from suite.http.fields import reply


class NewsletterMessageSchema(reply.ReplySchema):
    """A sentence for the reader, in Portuguese."""

    success = reply.constant(True)
    message = reply.text()
