"""What is answered about categories."""

from suite.http.fields import reply


class CategoryNamesSchema(reply.ReplySchema):
    """A category with its number of visible articles."""

    id = reply.integer()
    title = reply.text()
    slug = reply.text()
    description = reply.text(null=True)
    imageUrl = reply.text(null=True)
    createdAt = reply.moment()
    updatedAt = reply.moment()
    article_count = reply.integer()


class FrontendCategorySchema(CategoryNamesSchema):
    """A category as the frontend reads it."""

    blogId = reply.integer()


class BlogCategorySchema(CategoryNamesSchema):
    """A category with its parent."""

    parentId = reply.integer(null=True)
