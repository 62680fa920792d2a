"""JSON Feed 1.1."""

from suite.http.fields import reply


class FeedAuthorSchema(reply.ReplySchema):
    """Who wrote an item."""

    name = reply.text()


class FeedItemSchema(reply.ReplySchema):
    """An article."""

    id = reply.text()
    url = reply.text()
    title = reply.text()
    summary = reply.text()
    content_html = reply.text()
    date_published = reply.moment()
    date_modified = reply.moment()
    authors = reply.array(FeedAuthorSchema)
    tags = reply.texts()
    image = reply.text(optional=True)


class JsonFeedSchema(reply.ReplySchema):
    """The newest articles of a blog."""

    version = reply.text()
    title = reply.text()
    description = reply.text()
    home_page_url = reply.text()
    feed_url = reply.text()
    language = reply.text()
    items = reply.array(FeedItemSchema)
