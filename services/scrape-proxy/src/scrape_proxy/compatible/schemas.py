"""Bodies and replies in Firecrawl's words, as its documentation has them."""

from marshmallow import INCLUDE, Schema, fields

from suite.http.schemas import InputSchema


class AnyBody(InputSchema):
    """A body of Firecrawl's API; options this service does not have are ignored with a warning."""

    class Meta:
        unknown = INCLUDE

    url = fields.String()


class BareReply(Schema):
    """A reply as Firecrawl gives it: `success`, and what was asked for beside it."""

    success = fields.Boolean()
