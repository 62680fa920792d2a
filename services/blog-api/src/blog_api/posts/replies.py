"""The envelope of the frontend's lists."""

from blog_api.articles.replies import ArticleTagSchema
from blog_api.inputs import PageQuery
from blog_api.replies import PageNumbersSchema, public_reply
from blog_api.settings import BlogCall
from suite.http import Reply
from suite.http.fields import reply


def post_page_reply(call: BlogCall, query: PageQuery, total: int, array: str) -> Reply:
    """`{success, data: {articles}, pagination}` around posts that already are JSON."""
    pages = -(-total // query.limit)
    return public_reply(
        call,
        f'{{"success":true,"data":{{"articles":{array}}},"pagination":{{"page":{query.page},"limit":{query.limit},'
        f'"total":{total},"totalPages":{pages}}}}}',
    )


def data_reply(call: BlogCall, text: str) -> Reply:
    """`{success, data}` around JSON text."""
    return public_reply(call, f'{{"success":true,"data":{text}}}')


class PostSchema(reply.ReplySchema):
    """An article as the frontend reads it."""

    id = reply.integer()
    title = reply.text()
    content = reply.text(description="sanitised HTML")
    description = reply.text()
    date = reply.moment()
    imageUrl = reply.text()
    imageAlt = reply.text(null=True)
    published = reply.boolean()
    viewCount = reply.integer()
    likeCount = reply.integer()
    createdAt = reply.moment()
    updatedAt = reply.moment()
    slug = reply.text()
    blogId = reply.integer()
    author_id = reply.integer()
    author_name = reply.text()
    author_role = reply.text()
    author_image = reply.text()
    author_bio = reply.text(null=True)
    category_id = reply.integer()
    category_title = reply.text()
    category_slug = reply.text()
    category_description = reply.text(null=True)
    category_image = reply.text(null=True)


class TaggedPostSchema(PostSchema):
    """An article as the frontend reads it, with its tags."""

    tags = reply.array(ArticleTagSchema)


class PostsSchema(reply.ReplySchema):
    """The articles of a page."""

    articles = reply.array(PostSchema)


class TaggedPostsSchema(reply.ReplySchema):
    """The articles of a page, each with its tags."""

    articles = reply.array(TaggedPostSchema)


class PostPageSchema(reply.ReplySchema):
    """A page of the frontend's list."""

    success = reply.constant(True)
    data = reply.nested(PostsSchema)
    pagination = reply.nested(PageNumbersSchema)


class TaggedPostPageSchema(reply.ReplySchema):
    """A page of the frontend's list of a tag."""

    success = reply.constant(True)
    data = reply.nested(TaggedPostsSchema)
    pagination = reply.nested(PageNumbersSchema)
