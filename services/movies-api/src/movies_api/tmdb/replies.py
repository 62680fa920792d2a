"""What the routes to TMDB answer; the objects inside are TMDB's own."""

from marshmallow import fields

from movies_api.described import Described, flag, words


class TmdbPageReplySchema(Described):
    """A page of TMDB."""

    success = flag()
    data = fields.Dict(required=True, metadata={"description": "as TMDB answers", "additionalProperties": True})


class TmdbFilmsReplySchema(Described):
    """Films of TMDB, each with its `score`."""

    success = flag()
    data = fields.List(
        fields.Dict(metadata={"description": "a film as TMDB tells it", "additionalProperties": True}), required=True
    )


class TmdbFailureReplySchema(Described):
    """Why TMDB was not asked, or did not answer; without `success` it is another failure."""

    success = fields.Boolean()
    error = words()
    code = words()
