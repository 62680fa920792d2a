"""What is answered about Markdown documents."""

from marshmallow import fields

from suite.http.fields import reply


class HighlightsSchema(reply.ReplySchema):
    """HTML with what matches in `<mark>`."""

    title = reply.text()
    snippet = reply.text()


class DocumentHitSchema(reply.ReplySchema):
    """A document found."""

    id = reply.text()
    title = reply.text()
    domain = reply.text()
    type = reply.text()
    tags = reply.texts()
    status = reply.text()
    path = reply.text()
    summary = reply.text()
    score = reply.number()
    highlights = reply.nested(HighlightsSchema)


class AskedSearchSchema(reply.ReplySchema):
    """What was asked for."""

    q = reply.text()
    filters = reply.any_object(description="The filters that were given.")


class InsteadSchema(reply.ReplySchema):
    """What is found where nothing has every word: by the text that was probably meant, or by some of the words."""

    q = reply.text()
    left_out = reply.texts()
    total = reply.integer()
    results = reply.array(DocumentHitSchema)


class DocumentSearchSchema(reply.ReplySchema):
    """A page of documents, best first."""

    success = reply.constant(True)
    total = reply.integer()
    results = reply.array(DocumentHitSchema)
    query = reply.nested(AskedSearchSchema)
    did_you_mean = reply.text(null=True)
    instead = reply.nested(InsteadSchema, optional=True)


class ValueCountSchema(reply.ReplySchema):
    """A value and how many documents have it."""

    value = reply.text()
    count = reply.integer()


class FacetCountsSchema(reply.ReplySchema):
    """Counts by field."""

    domains = reply.array(ValueCountSchema)
    types = reply.array(ValueCountSchema)
    tags = reply.array(ValueCountSchema)
    statuses = reply.array(ValueCountSchema)


class DocumentFacetsSchema(reply.ReplySchema):
    """Counts by field and value."""

    success = reply.constant(True)
    facets = reply.nested(FacetCountsSchema)


class TitleSuggestionSchema(reply.ReplySchema):
    """A title."""

    text = reply.text()
    domain = reply.text()
    type = reply.text()
    path = reply.text()


class TitleSuggestionsSchema(reply.ReplySchema):
    """At most ten titles."""

    success = reply.constant(True)
    suggestions = reply.array(TitleSuggestionSchema)


class LikenessSchema(reply.ReplySchema):
    """Shares of likeness and words, 0 to 1."""

    semantic = reply.number()
    lexical = reply.number()


class HybridHitSchema(reply.ReplySchema):
    """A document found by words or likeness."""

    title = reply.text()
    url = reply.text()
    path = reply.text()
    snippet = reply.text()
    score = reply.number()
    source = reply.choice("hybrid", "lexical", "ngram")
    components = reply.nested(LikenessSchema)
    tags = reply.texts()
    domain = reply.text()
    type = reply.text()


class HybridSearchResultSchema(reply.ReplySchema):
    """Documents, best first."""

    success = reply.constant(True)
    total = reply.integer()
    results = reply.array(HybridHitSchema)
    alpha = reply.number()
    collection = reply.text()


class DocumentContentSchema(reply.ReplySchema):
    """A file as it was indexed."""

    success = reply.constant(True)
    path = reply.text()
    content = reply.text()
    size = reply.integer()


class UnusableFileSchema(reply.ReplySchema):
    """A file that cannot be read, and why."""

    file = reply.text()
    line = reply.integer()
    error = reply.text()


class HiddenFileSchema(reply.ReplySchema):
    """A page that its generator would not show."""

    file = reply.text()
    reason = reply.text()


class IndexRunSchema(reply.ReplySchema):
    """What a run did."""

    files = reply.integer()
    domains = reply.integer()
    types = reply.integer()
    tags = reply.integer()
    statuses = reply.integer()
    added = reply.integer()
    changed = reply.integer()
    removed = reply.integer()
    duration_ms = reply.integer()
    errors = reply.array(UnusableFileSchema)
    hidden = reply.array(HiddenFileSchema, optional=True)
    fields_without_meaning = reply.texts(optional=True)


class ReindexSchema(reply.ReplySchema):
    """A finished run."""

    success = reply.constant(True)
    indexed = reply.nested(IndexRunSchema)


class QueryCountSchema(reply.ReplySchema):
    """A search text and how often it was asked for."""

    query = reply.text()
    count = reply.integer()


class IndexStatisticsSchema(reply.ReplySchema):
    """Size of the index, and what is searched for."""

    totalFiles = reply.integer()
    totalDomains = reply.integer()
    totalTypes = reply.integer()
    totalTags = reply.integer()
    totalStatuses = reply.integer()
    lastReindexTime = reply.integer(null=True)
    cacheValid = fields.Boolean(required=True)
    totalErrors = reply.integer()
    zeroResultQueries = reply.array(QueryCountSchema)
    popularQueries = reply.array(QueryCountSchema)


class IndexStateSchema(reply.ReplySchema):
    """The index."""

    success = reply.constant(True)
    stats = reply.nested(IndexStatisticsSchema)
