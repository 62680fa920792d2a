"""What the films of the day answer."""

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class ArticleSlugReplySchema(ReplySchema):
    """An article about a film."""

    slug = reply.text()


class DailyFilmReplySchema(ReplySchema):
    """A film of the day."""

    id = reply.text()
    title = reply.text()
    year = reply.integer(null=True)
    thumbnail = reply.text(null=True)
    slug = reply.text(null=True)
    genres = reply.texts()
    pillarArticle = reply.nested(ArticleSlugReplySchema, null=True)


class DailyPicksReplySchema(ReplySchema):
    """What both forms have."""

    id = reply.integer()
    buttonTitle = reply.text()
    buttonMicrocopy = reply.text(null=True)
    headerPhrase = reply.text(null=True)
    isActive = reply.boolean()
    startDate = reply.text()
    endDate = reply.text()
    priority = reply.integer()
    createdAt = reply.text()
    updatedAt = reply.text()


class DailyPickIdsReplySchema(DailyPicksReplySchema):
    """The films of the day with the ids of its films."""

    movieIds = reply.texts()


class DailyPickFilmsReplySchema(DailyPicksReplySchema):
    """The films of the day with its films."""

    movies = reply.array(DailyFilmReplySchema)
