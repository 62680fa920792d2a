"""What the films of the day answer."""

from movies_api.described import Described, flag, many, one, texts, whole, words


class ArticleSlugReplySchema(Described):
    """An article about a film."""

    slug = words()


class DailyFilmReplySchema(Described):
    """A film of the day."""

    id = words()
    title = words()
    year = whole(null=True)
    thumbnail = words(null=True)
    slug = words(null=True)
    genres = texts()
    pillarArticle = one(ArticleSlugReplySchema, null=True)


class DailyPicksReplySchema(Described):
    """What both forms have."""

    id = whole()
    buttonTitle = words()
    buttonMicrocopy = words(null=True)
    headerPhrase = words(null=True)
    isActive = flag()
    startDate = words()
    endDate = words()
    priority = whole()
    createdAt = words()
    updatedAt = words()


class DailyPickIdsReplySchema(DailyPicksReplySchema):
    """The films of the day with the ids of its films."""

    movieIds = texts()


class DailyPickFilmsReplySchema(DailyPicksReplySchema):
    """The films of the day with its films."""

    movies = many(DailyFilmReplySchema)
