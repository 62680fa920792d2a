"""What is answered about articles."""

from blog_api.articles.editing_rules import STATES
from suite.http.fields import reply

TYPES = ("analise", "lista")


class ArticleTagSchema(reply.ReplySchema):
    """A tag of an article."""

    id = reply.integer()
    name = reply.text()
    slug = reply.text()
    color = reply.text(null=True)


class ArticleAuthorSchema(reply.ReplySchema):
    """Who wrote an article."""

    id = reply.integer()
    name = reply.text()
    role = reply.text()
    imageUrl = reply.text()
    bio = reply.text(null=True)
    email = reply.text(null=True)
    website = reply.text(null=True)


class ArticleCategorySchema(reply.ReplySchema):
    """The category of an article."""

    id = reply.integer()
    title = reply.text()
    slug = reply.text()
    description = reply.text(null=True)


class ArticleSummarySchema(reply.ReplySchema):
    """A visible article without its body."""

    id = reply.integer()
    title = reply.text()
    slug = reply.text()
    description = reply.text()
    imageUrl = reply.text()
    imageAlt = reply.text(null=True)
    type = reply.choice(*TYPES)
    keywords = reply.texts()
    published = reply.boolean()
    viewCount = reply.integer()
    likeCount = reply.integer()
    date = reply.moment()
    createdAt = reply.moment()
    updatedAt = reply.moment()
    blogId = reply.integer()
    author = reply.nested(ArticleAuthorSchema)
    category = reply.nested(ArticleCategorySchema)
    tags = reply.array(ArticleTagSchema)


class ArticleSchema(ArticleSummarySchema):
    """A visible article; lists with fields=summary leave the body out."""

    content = reply.text(optional=True, description="sanitised HTML")


class EditedArticleSummarySchema(reply.ReplySchema):
    """An article as its editors read it, without its body."""

    id = reply.integer()
    blogId = reply.integer()
    title = reply.text()
    slug = reply.text()
    description = reply.text()
    state = reply.choice(*STATES)
    publishedAt = reply.moment()
    imageUrl = reply.text()
    imageAlt = reply.text(null=True)
    type = reply.choice(*TYPES)
    keywords = reply.texts()
    categoryId = reply.integer()
    authorId = reply.integer()
    viewCount = reply.integer()
    metadata = reply.any_object(null=True, description="what editors and imports keep with an article")
    tags = reply.integers()
    version = reply.integer()
    createdBy = reply.text()
    updatedBy = reply.text()
    createdAt = reply.moment()
    updatedAt = reply.moment()


class EditedArticleSchema(EditedArticleSummarySchema):
    """An article as its editors read it."""

    content = reply.text(description="sanitised HTML")


class RevisionSummarySchema(reply.ReplySchema):
    """A kept version of an article, without its text."""

    version = reply.integer()
    title = reply.text()
    slug = reply.text()
    state = reply.choice(*STATES)
    createdBy = reply.text()
    createdAt = reply.moment()


class RevisionSchema(reply.ReplySchema):
    """A kept version of an article, by column."""

    version = reply.integer()
    title = reply.text()
    slug = reply.text()
    category_id = reply.integer()
    author_id = reply.integer()
    published_at = reply.moment()
    content = reply.text()
    description = reply.text()
    state = reply.choice(*STATES)
    image_url = reply.text()
    image_alt = reply.text(null=True)
    type = reply.choice(*TYPES)
    keywords = reply.texts()
    metadata = reply.any_object(null=True, description="what editors and imports keep with an article")
    source = reply.text(null=True, description="its Markdown")
    tags = reply.integers()
