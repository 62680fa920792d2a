"""What is answered about specifications and their versions."""

from suite.http.fields import reply


class SpecListingSchema(reply.ReplySchema):
    """A specification as it is listed."""

    name = reply.text()
    latest = reply.text()
    stable = reply.text(null=True)
    versions = reply.texts()
    openapi = reply.text(null=True)
    asyncapi = reply.text(null=True)
    endpoints = reply.integer()
    channels = reply.integer()
    updated_at = reply.moment()


class SpecListSchema(reply.ReplySchema):
    """All specifications by name."""

    success = reply.constant(True)
    data = reply.array(SpecListingSchema)
    count = reply.integer()
    total = reply.integer()


class SpecTagSchema(reply.ReplySchema):
    """A tag and its operations; null for those without."""

    name = reply.text(null=True)
    operations = reply.integer()


class SpecCoverageSchema(reply.ReplySchema):
    """How well operations are described."""

    operations = reply.integer()
    with_description = reply.integer()
    with_example = reply.integer()
    with_error_response = reply.integer()
    score = reply.number()


class SpecDetailSchema(SpecListingSchema):
    """A specification with its tags."""

    tags = reply.array(SpecTagSchema)
    coverage = reply.nested(SpecCoverageSchema)


class SpecOperationSchema(reply.ReplySchema):
    """An operation."""

    id = reply.text()
    type = reply.text()
    method = reply.text(null=True)
    path = reply.text(null=True)
    operation_id = reply.text(null=True)
    summary = reply.text()
    tags = reply.texts()
    deprecated = reply.boolean()


class SpecOperationPageSchema(reply.ReplySchema):
    """Operations of a version."""

    success = reply.constant(True)
    data = reply.array(SpecOperationSchema)
    count = reply.integer()
    total = reply.integer()
    limit = reply.integer()
    offset = reply.integer()
    version = reply.text()
    filters = reply.any_object(description="The filters that were given.")


class SpecIssueSchema(reply.ReplySchema):
    """A fault of a document, or what helps nobody, by its place (a JSON pointer)."""

    field = reply.text()
    message = reply.text()
    code = reply.text()
    pointer = reply.text()


class ValidationVerdictSchema(reply.ReplySchema):
    """Whether documents are valid."""

    success = reply.constant(True)
    valid = reply.boolean()
    errors = reply.array(SpecIssueSchema)
    warnings = reply.array(SpecIssueSchema)


class SpecFindingSchema(reply.ReplySchema):
    """A difference."""

    rule = reply.text()
    severity = reply.choice("breaking", "warning", "compatible")
    pointer = reply.text()
    message = reply.text()


class ChangedNamesSchema(reply.ReplySchema):
    """What came, went and changed."""

    added = reply.texts()
    removed = reply.texts()
    modified = reply.texts()


class SpecChangesSchema(reply.ReplySchema):
    """Names by kind."""

    paths = reply.nested(ChangedNamesSchema)
    components = reply.nested(ChangedNamesSchema)
    channels = reply.nested(ChangedNamesSchema)


class SpecDifferenceSchema(reply.ReplySchema):
    """What changed, and what it means for callers."""

    changes = reply.nested(SpecChangesSchema)
    verdict = reply.choice("none", "compatible", "breaking")
    breaking = reply.boolean()
    recommended_bump = reply.choice("none", "patch", "minor", "major")
    findings = reply.array(SpecFindingSchema)
    findings_total = reply.integer()


class SpecComparisonSchema(SpecDifferenceSchema):
    """Two versions compared."""

    success = reply.constant(True)
    v1 = reply.text()
    v2 = reply.text()


class DocumentPathsSchema(reply.ReplySchema):
    """Where the documents of a version are."""

    openapi = reply.text(null=True)
    asyncapi = reply.text(null=True)


class SpecVersionSchema(reply.ReplySchema):
    """A version."""

    success = reply.constant(True)
    version = reply.text()
    path = reply.text()
    specs = reply.nested(DocumentPathsSchema)
    lastUpdated = reply.moment()


class NewSpecVersionSchema(SpecVersionSchema):
    """A version that is stored now."""

    name = reply.text(optional=True)
    type = reply.text(optional=True)
    diff = reply.nested(SpecDifferenceSchema, null=True)


class SpecVersionsSchema(reply.ReplySchema):
    """Versions of a specification, the oldest first."""

    success = reply.constant(True)
    base = reply.text()
    latest = reply.text()
    stable = reply.text(null=True)
    all = reply.texts()


class SpecVersionStatusSchema(reply.ReplySchema):
    """What a version holds."""

    success = reply.constant(True)
    openapi = reply.boolean()
    asyncapi = reply.boolean()
    lastUpdated = reply.moment()
    version = reply.text()
    endpoints = reply.integer()
    channels = reply.integer()


class DocsCheckSchema(reply.ReplySchema):
    """What is wrong with the documents."""

    success = reply.constant(True)
    status = reply.choice("ok", "error")
    message = reply.text()
    issues = reply.array(SpecIssueSchema)


class OpenApiStateSchema(reply.ReplySchema):
    """State of the OpenAPI document."""

    valid = reply.boolean()
    version = reply.text(null=True)
    endpoints = reply.integer()
    issues = reply.array(SpecIssueSchema)


class AsyncApiStateSchema(reply.ReplySchema):
    """State of the AsyncAPI document."""

    valid = reply.boolean()
    version = reply.text(null=True)
    channels = reply.integer()
    issues = reply.array(SpecIssueSchema)


class SymbolStateSchema(reply.ReplySchema):
    """Named schemas and messages."""

    valid = reply.boolean()
    symbolCount = reply.integer()
    issues = reply.array(SpecIssueSchema)


class DocsStateSchema(reply.ReplySchema):
    """State of the documents."""

    success = reply.constant(True)
    openapi = reply.nested(OpenApiStateSchema)
    asyncapi = reply.nested(AsyncApiStateSchema)
    symbols = reply.nested(SymbolStateSchema)
    lastChecked = reply.moment()
    issues = reply.array(SpecIssueSchema)
    status = reply.choice("ok", "error")


class BreakingChangeSchema(reply.ReplySchema):
    """The error of a version that exists, or that breaks callers and does not say so; then with what changed."""

    success = reply.constant(False)
    error = reply.text()
    message = reply.text()
    errors = reply.texts()
    code = reply.text()
    request_id = reply.text()
    compared_with = reply.text(optional=True)
    changes = reply.nested(SpecChangesSchema, optional=True)
    verdict = reply.choice("none", "compatible", "breaking", optional=True)
    breaking = reply.boolean(optional=True)
    recommended_bump = reply.choice("none", "patch", "minor", "major", optional=True)
    findings = reply.array(SpecFindingSchema, optional=True)
    findings_total = reply.integer(optional=True)
