"""What the routes to TMDB answer; the objects inside are TMDB's own."""

from marshmallow import fields

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class TmdbPageReplySchema(ReplySchema):
    """A page of TMDB."""

    success = reply.boolean()
    data = fields.Dict(required=True, metadata={"description": "as TMDB answers", "additionalProperties": True})


class TmdbFilmsReplySchema(ReplySchema):
    """Films of TMDB, each with its `score`."""

    success = reply.boolean()
    data = fields.List(
        fields.Dict(metadata={"description": "a film as TMDB tells it", "additionalProperties": True}), required=True
    )


class TmdbFailureReplySchema(ReplySchema):
    """Why TMDB was not asked, or did not answer; without `success` it is another failure."""

    success = fields.Boolean()
    error = reply.text()
    code = reply.text()
