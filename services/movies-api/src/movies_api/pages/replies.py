"""What the pages of the site answer."""

from movies_api.described import DECIMAL, Described, many, one, texts, whole, words
from movies_api.journeys.flow_replies import FlowReplySchema
from movies_api.movies.film_replies import FilmRowReplySchema


class SiteFilmReplySchema(FilmRowReplySchema):
    """A film as the site shows it: ratings are texts."""

    vote_average = words(null=True, **DECIMAL)
    imdbRating = words(null=True, **DECIMAL)


class SiteSentimentReplySchema(Described):
    """A sentiment."""

    id = whole()
    name = words()
    description = words(null=True)
    shortDescription = words(null=True)
    keywords = texts()
    createdAt = words()
    updatedAt = words()


class FilmCountReplySchema(Described):
    """How many sub-sentiments of films belong to a sentiment."""

    movieSentiment = whole()


class CountedSentimentReplySchema(SiteSentimentReplySchema):
    """A sentiment with what belongs to it."""

    _count = one(FilmCountReplySchema)


class StepCountReplySchema(Described):
    """How many questions a journey has."""

    steps = whole()


class SiteJourneyReplySchema(Described):
    """A journey without its questions."""

    id = whole()
    mainSentimentId = whole()
    createdAt = words()
    updatedAt = words()
    mainSentiment = one(SiteSentimentReplySchema)
    _count = one(StepCountReplySchema)


class HomeReplySchema(Described):
    """The start page."""

    featuredMovies = many(SiteFilmReplySchema)
    mainSentiments = many(CountedSentimentReplySchema)
    featuredJourneys = many(SiteJourneyReplySchema)


class FilmPageReplySchema(Described):
    """A film and those that share a sentiment with it."""

    movie = one(SiteFilmReplySchema)
    similarMovies = many(SiteFilmReplySchema)


class SiteSubSentimentReplySchema(Described):
    """A sub-sentiment."""

    id = whole()
    name = words()
    description = words(null=True)
    keywords = texts()
    mainSentimentId = whole()
    createdAt = words()
    updatedAt = words()


class SiteIntentionReplySchema(Described):
    """What somebody with a sentiment may want."""

    id = whole()
    mainSentimentId = whole()
    intentionType = words()
    description = words()
    preferredGenres = texts()
    avoidGenres = texts()
    emotionalTone = words()
    createdAt = words()
    updatedAt = words()


class WholeSentimentReplySchema(SiteSentimentReplySchema):
    """A sentiment with all that belongs to it."""

    subSentiments = many(SiteSubSentimentReplySchema)
    emotionalIntentions = many(SiteIntentionReplySchema)


class SentimentPageReplySchema(Described):
    """A sentiment, its best films, its journey."""

    sentiment = one(WholeSentimentReplySchema)
    movies = many(SiteFilmReplySchema)
    journey = one(FlowReplySchema, null=True)
