"""What the search answers."""

from blog_api.articles.replies import TYPES
from suite.http.fields import reply


class HitAuthorSchema(reply.ReplySchema):
    """Who wrote a found article."""

    id = reply.integer()
    name = reply.text()


class HitCategorySchema(reply.ReplySchema):
    """The category of a found article."""

    id = reply.integer()
    title = reply.text()
    slug = reply.text()


class ArticleHighlightsSchema(reply.ReplySchema):
    """Texts as HTML with the matches in <mark>."""

    title = reply.text()
    description = reply.text()
    content = reply.texts()


class HitSchema(reply.ReplySchema):
    """A found article."""

    id = reply.integer()
    title = reply.text()
    slug = reply.text()
    description = reply.text()
    imageUrl = reply.text()
    imageAlt = reply.text(null=True)
    type = reply.choice(*TYPES)
    date = reply.moment()
    viewCount = reply.integer()
    blogId = reply.integer()
    author = reply.nested(HitAuthorSchema)
    category = reply.nested(HitCategorySchema)
    highlights = reply.nested(ArticleHighlightsSchema)
