"""What is answered about comments."""

from suite.http.fields import reply


class CommentSchema(reply.ReplySchema):
    """An approved comment; never an address of who wrote it."""

    id = reply.integer()
    content = reply.text()
    createdAt = reply.moment()
    updatedAt = reply.moment()
    articleId = reply.integer()
    authorId = reply.integer(null=True)
    userId = reply.integer(null=True)
    approved = reply.boolean()
    parentId = reply.integer(null=True)
    aiGenerated = reply.boolean()
    blogId = reply.integer()
    author_id = reply.integer(null=True)
    author_name = reply.text(null=True)
    author_image = reply.text(null=True)
    user_id = reply.integer(null=True)
    user_name = reply.text(null=True)


class ModeratedCommentSchema(reply.ReplySchema):
    """A comment as editors read it."""

    id = reply.integer()
    articleId = reply.integer()
    authorId = reply.integer(null=True)
    userId = reply.integer(null=True)
    content = reply.text()
    approved = reply.boolean()
    parentId = reply.integer(null=True)
    aiGenerated = reply.boolean()
    version = reply.integer()
    createdAt = reply.moment()
    updatedAt = reply.moment()


class ListedCommentSchema(ModeratedCommentSchema):
    """A comment in the list of those to judge, with the article it stands below and who wrote it."""

    articleTitle = reply.text()
    writer = reply.text(null=True)
