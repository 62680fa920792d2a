"""What the docs health routes accept."""

from dataclasses import dataclass

from marshmallow import EXCLUDE, fields

from documentation_api.docs_health.audit_fields import (
    Amount,
    AmountByName,
    Amounts,
    Entries,
    is_amount,
    is_text,
    is_texts,
)
from documentation_api.docs_health.issues import ISSUE_TYPES
from suite.http.fields import Choice, QueryText, QueryWhole
from suite.http.schemas import InputSchema, QuerySchema

FIX_TYPES = ("frontmatter", "links", "duplicates")


@dataclass(frozen=True, slots=True)
class IssuesRequest:
    """Which issues, and how many of them."""

    type: str | None = None
    limit: int = 50


class IssuesSchema(QuerySchema):
    """Query string of GET /issues."""

    produces = IssuesRequest

    type = QueryText(1, 50, metadata={"enum": list(ISSUE_TYPES)})
    limit = QueryWhole(1, 500)


class TrendsSchema(QuerySchema):
    """Query string of GET /trends."""

    days = QueryWhole(1, 365, load_default=30)


class ReportSchema(QuerySchema):
    """Query string of GET /latest-report."""

    format = QueryText(1, 10)


class FixSchema(InputSchema):
    """Body of POST /record-fix; the route words what is wrong with it."""

    issue_type = Choice(FIX_TYPES, required=True)

    class Meta:
        unknown = EXCLUDE


class _Part(InputSchema):
    class Meta:
        unknown = EXCLUDE


_FILE = {"path": is_text, "missing_fields": is_texts}
_OUTDATED = {"path": is_text, "last_review": is_text, "days_old": is_amount, "domain": is_text, "type": is_text}
_LINK = {
    "file": is_text,
    "line": is_amount,
    "text": is_text,
    "url": is_text,
    "error": is_text,
    "priority": is_text,
}


class FrontmatterSchema(_Part):
    """`frontmatter` of an audit."""

    total_files = Amount()
    complete = Amount()
    missing = Amount()
    incomplete = Amount()
    by_domain = AmountByName()
    outdated_count = Amount()
    missing_files = Entries(_FILE)
    outdated_files = Entries(_OUTDATED)
    diagrams_count = Amount()
    guides_without_diagrams = Amount()
    file_ages = Amounts()
    file_sizes = Amounts()


class LinksSchema(_Part):
    """`links` of an audit."""

    total_links = Amount()
    internal_links = Amount()
    external_links = Amount()
    broken_links = Amount()
    broken_by_priority = AmountByName()
    broken_links_list = Entries(_LINK)


class DuplicatesSchema(_Part):
    """`duplicates` of an audit."""

    exact_duplicates = Amount()
    similar_titles = Amount()
    similar_summaries = Amount()
    exact_duplicate_groups = Entries({"files": is_texts, "hash": is_text, "count": is_amount})


class AuditSchema(InputSchema):
    """Body of POST /update-metrics; the route parses part by part."""

    frontmatter = fields.Nested(FrontmatterSchema, required=True)
    links = fields.Nested(LinksSchema, required=True)
    duplicates = fields.Nested(DuplicatesSchema, required=True)

    class Meta:
        unknown = EXCLUDE


PARTS = {"frontmatter": FrontmatterSchema(), "links": LinksSchema(), "duplicates": DuplicatesSchema()}
