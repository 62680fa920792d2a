"""What is answered about addresses that get no mail."""

from suite.http.fields import reply


class NewSuppressionSchema(reply.ReplySchema):
    """An address that gets no more mail."""

    email = reply.text()
    reason = reply.text()


class ListedSuppressionSchema(NewSuppressionSchema):
    """With the moment since when."""

    createdAt = reply.moment()
