"""What the pages of the site answer."""

from movies_api.described import DECIMAL
from movies_api.journeys.flow_replies import FlowReplySchema
from movies_api.movies.film_replies import FilmRowReplySchema
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class SiteFilmReplySchema(FilmRowReplySchema):
    """A film as the site shows it: ratings are texts."""

    vote_average = reply.text(null=True, **DECIMAL)
    imdbRating = reply.text(null=True, **DECIMAL)


class SiteSentimentReplySchema(ReplySchema):
    """A sentiment."""

    id = reply.integer()
    name = reply.text()
    description = reply.text(null=True)
    shortDescription = reply.text(null=True)
    keywords = reply.texts()
    createdAt = reply.text()
    updatedAt = reply.text()


class FilmCountReplySchema(ReplySchema):
    """How many sub-sentiments of films belong to a sentiment."""

    movieSentiment = reply.integer()


class CountedSentimentReplySchema(SiteSentimentReplySchema):
    """A sentiment with what belongs to it."""

    _count = reply.nested(FilmCountReplySchema)


class StepCountReplySchema(ReplySchema):
    """How many questions a journey has."""

    steps = reply.integer()


class SiteJourneyReplySchema(ReplySchema):
    """A journey without its questions."""

    id = reply.integer()
    mainSentimentId = reply.integer()
    createdAt = reply.text()
    updatedAt = reply.text()
    mainSentiment = reply.nested(SiteSentimentReplySchema)
    _count = reply.nested(StepCountReplySchema)


class HomeReplySchema(ReplySchema):
    """The start page."""

    featuredMovies = reply.array(SiteFilmReplySchema)
    mainSentiments = reply.array(CountedSentimentReplySchema)
    featuredJourneys = reply.array(SiteJourneyReplySchema)


class FilmPageReplySchema(ReplySchema):
    """A film and those that share a sentiment with it."""

    movie = reply.nested(SiteFilmReplySchema)
    similarMovies = reply.array(SiteFilmReplySchema)


class SiteSubSentimentReplySchema(ReplySchema):
    """A sub-sentiment."""

    id = reply.integer()
    name = reply.text()
    description = reply.text(null=True)
    keywords = reply.texts()
    mainSentimentId = reply.integer()
    createdAt = reply.text()
    updatedAt = reply.text()


class SiteIntentionReplySchema(ReplySchema):
    """What somebody with a sentiment may want."""

    id = reply.integer()
    mainSentimentId = reply.integer()
    intentionType = reply.text()
    description = reply.text()
    preferredGenres = reply.texts()
    avoidGenres = reply.texts()
    emotionalTone = reply.text()
    createdAt = reply.text()
    updatedAt = reply.text()


class WholeSentimentReplySchema(SiteSentimentReplySchema):
    """A sentiment with all that belongs to it."""

    subSentiments = reply.array(SiteSubSentimentReplySchema)
    emotionalIntentions = reply.array(SiteIntentionReplySchema)


class SentimentPageReplySchema(ReplySchema):
    """A sentiment, its best films, its journey."""

    sentiment = reply.nested(WholeSentimentReplySchema)
    movies = reply.array(SiteFilmReplySchema)
    journey = reply.nested(FlowReplySchema, null=True)
