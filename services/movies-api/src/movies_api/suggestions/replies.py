"""What GET /movies/suggestions answers."""

from marshmallow import fields

from movies_api.described import Described, many, number, one, texts, whole, words
from movies_api.movies.film_replies import FilmAccessReplySchema, FilmColumnsReplySchema, FilmFeelingReplySchema


class ScorePartsReplySchema(Described):
    """A number for each part of a score; `taste` only for a visitor who gave verdicts."""

    emotionMatch = number()
    curatorMatch = number()
    intentionFit = number()
    quality = number()
    availability = number()
    novelty = number()
    taste = fields.Float()


class SuggestedFilmReplySchema(FilmColumnsReplySchema):
    """A film with its three strongest sub-sentiments."""

    platforms = many(FilmAccessReplySchema)
    movieSentiments = many(FilmFeelingReplySchema)


class SuggestionReplySchema(Described):
    """A film and why: `score` is 10 times the sum of `weights` times `explain`."""

    rank = whole()
    score = number()
    explain = one(ScorePartsReplySchema)
    matched = texts()
    movie = one(SuggestedFilmReplySchema)


class SuggestionsReplySchema(Described.from_dict({"lambda": number()}, name="Traded")):  # type: ignore[misc]
    """Suggestions in order; `total` films might have been suggested."""

    sentimentId = whole()
    intentionId = whole()
    intentionType = words()
    optionId = fields.Integer()
    total = whole()
    weights = one(ScorePartsReplySchema)
    suggestions = many(SuggestionReplySchema)
