"""What GET /movies/suggestions answers."""

from marshmallow import fields

from movies_api.movies.film_replies import FilmAccessReplySchema, FilmColumnsReplySchema, FilmFeelingReplySchema
from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class ScorePartsReplySchema(ReplySchema):
    """A number for each part of a score; `taste` only for a visitor who gave verdicts."""

    emotionMatch = reply.number()
    curatorMatch = reply.number()
    intentionFit = reply.number()
    quality = reply.number()
    availability = reply.number()
    novelty = reply.number()
    taste = fields.Float()


class SuggestedFilmReplySchema(FilmColumnsReplySchema):
    """A film with its three strongest sub-sentiments."""

    platforms = reply.array(FilmAccessReplySchema)
    movieSentiments = reply.array(FilmFeelingReplySchema)


class SuggestionReplySchema(ReplySchema):
    """A film and why: `score` is 10 times the sum of `weights` times `explain`."""

    rank = reply.integer()
    score = reply.number()
    explain = reply.nested(ScorePartsReplySchema)
    matched = reply.texts()
    movie = reply.nested(SuggestedFilmReplySchema)


class SuggestionsReplySchema(ReplySchema.from_dict({"lambda": reply.number()}, name="Traded")):  # type: ignore[misc]
    """Suggestions in order; `total` films might have been suggested."""

    sentimentId = reply.integer()
    intentionId = reply.integer()
    intentionType = reply.text()
    optionId = fields.Integer()
    total = reply.integer()
    weights = reply.nested(ScorePartsReplySchema)
    suggestions = reply.array(SuggestionReplySchema)
