"""What is answered about tags."""

from suite.http.fields import reply


class FrontendTagSchema(reply.ReplySchema):
    """A tag as the frontend reads it."""

    id = reply.integer()
    name = reply.text()
    slug = reply.text()
    color = reply.text(null=True)
    blogId = reply.integer()
    createdAt = reply.moment()
    updatedAt = reply.moment()
    articleCount = reply.integer()


class TagSchema(reply.ReplySchema):
    """A tag with its number of visible articles."""

    id = reply.integer()
    name = reply.text()
    slug = reply.text()
    color = reply.text(null=True)
    count = reply.integer()
