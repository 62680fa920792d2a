"""What is answered about blogs."""

from suite.http.fields import reply


class BlogSchema(reply.ReplySchema):
    """A blog as its managers read it."""

    id = reply.integer()
    name = reply.text()
    slug = reply.text()
    domain = reply.text(null=True)
    status = reply.choice("active", "suspended", "sold")
    metaDescription = reply.text(null=True)
    targetKeywords = reply.texts()
    version = reply.integer()
    createdBy = reply.text()
    updatedBy = reply.text()
    createdAt = reply.moment()
    updatedAt = reply.moment()
