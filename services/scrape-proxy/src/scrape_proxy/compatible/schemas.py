"""Bodies in Firecrawl's words, as its documentation has them."""

from marshmallow import INCLUDE, fields

from suite.http.schemas import InputSchema


class AnyBody(InputSchema):
    """A body of Firecrawl's API; options this service does not have are ignored with a warning."""

    class Meta:
        unknown = INCLUDE

    url = fields.String()
