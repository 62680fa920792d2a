"""What is answered about roles."""

from blog_api.editing.roles import ROLES
from suite.http.fields import reply


class AccessSchema(reply.ReplySchema):
    """Somebody's role in a blog."""

    id = reply.integer()
    blogId = reply.integer()
    subject = reply.text(null=True)
    name = reply.text()
    role = reply.choice(*ROLES)
    version = reply.integer()
    createdBy = reply.text()
    updatedBy = reply.text()
    createdAt = reply.moment()
    updatedAt = reply.moment()
