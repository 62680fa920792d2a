"""What is answered to searches over specifications."""

from documentation_api.listing.page_replies import counts
from suite.http.fields import reply


class SpecHitSchema(reply.ReplySchema):
    """A piece that matches."""

    id = reply.text()
    type = reply.text()
    title = reply.text()
    description = reply.text()
    path = reply.text(null=True)
    method = reply.text(null=True)
    source = reply.text()
    version = reply.text()
    score = reply.number()
    spec = reply.text()


class SpecSearchSchema(reply.ReplySchema):
    """Matches, the best first."""

    success = reply.constant(True)
    query = reply.text()
    total = reply.integer()
    version = reply.text(null=True)
    results = reply.array(SpecHitSchema)


class SpecSuggestionSchema(reply.ReplySchema):
    """A title."""

    text = reply.text()
    type = reply.text()
    source = reply.text()
    version = reply.text()


class SpecSuggestionsSchema(reply.ReplySchema):
    """Titles, each once."""

    success = reply.constant(True)
    suggestions = reply.array(SpecSuggestionSchema)


class SpecReindexSchema(reply.ReplySchema):
    """How many pieces are searched, by source."""

    success = reply.constant(True)
    status = reply.text()
    indexed = counts()
