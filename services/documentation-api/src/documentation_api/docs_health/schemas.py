"""What the docs health routes accept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE

from suite.http.fields import QueryText, QueryWhole, StrictField, broken
from suite.http.schemas import InputSchema, QuerySchema

FIX_TYPES = ("frontmatter", "links", "duplicates")
MOST_ENTRIES = 20_000
MOST_TEXT = 2_000
Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class IssuesRequest:
    """Which issues, and how many of them."""

    type: str | None = None
    limit: int = 50


class IssuesSchema(QuerySchema):
    """Query string of GET /issues."""

    produces = IssuesRequest

    type = QueryText(1, 50)
    limit = QueryWhole(1, 500)


class TrendsSchema(QuerySchema):
    """Query string of GET /trends."""

    days = QueryWhole(1, 365, load_default=30)


class ReportSchema(QuerySchema):
    """Query string of GET /latest-report."""

    format = QueryText(1, 10)


class FixSchema(InputSchema):
    """Body of POST /record-fix; the route words what is wrong with it."""

    class Meta:
        unknown = EXCLUDE


class Amount(StrictField):
    """A number from 0 on."""

    expectation = "must be a number of at least 0"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if not is_amount(value):
            raise self.wrong_type()
        number: float = value
        return number


class Amounts(StrictField):
    """An array of numbers from 0 on."""

    expectation = "must be an array of numbers of at least 0"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[float]:
        if not isinstance(value, list) or not all(map(is_amount, value)):
            raise self.wrong_type()
        return limited(self, value)


class AmountByName(StrictField):
    """An object of numbers from 0 on."""

    expectation = "must be an object of numbers of at least 0"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, float]:
        if not isinstance(value, dict) or not all(map(is_amount, value.values())):
            raise self.wrong_type()
        return value


class Entries(StrictField):
    """An array of objects whose known members have the right type; unknown members are dropped."""

    expectation = "must be an array of objects of the documented form"

    def __init__(self, members: Mapping[str, Check], **options: Any) -> None:
        super().__init__(**options)
        self.members = members

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.wrong_type()
        kept = [{name: entry[name] for name in self.members if entry.get(name) is not None} for entry in value]
        if not all(self.members[name](content) for entry in kept for name, content in entry.items()):
            raise self.wrong_type()
        return limited(self, kept)


def is_amount(value: Any) -> bool:
    """Whether a JSON value is a number from 0 on."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**15


def is_text(value: Any) -> bool:
    """Whether a JSON value is a string of bearable length."""
    return isinstance(value, str) and len(value) <= MOST_TEXT


def is_texts(value: Any) -> bool:
    """Whether a JSON value is an array of such strings."""
    return isinstance(value, list) and all(map(is_text, value))


def limited(field: StrictField, entries: list[Any]) -> list[Any]:
    """The entries, refused when they are too many."""
    if len(entries) > MOST_ENTRIES:
        raise broken(f"{field.label} must have at most {MOST_ENTRIES} entries", "too_many")
    return entries


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
    """Body of POST /update-metrics; the parts are parsed one by one."""

    class Meta:
        unknown = EXCLUDE


PARTS = {"frontmatter": FrontmatterSchema(), "links": LinksSchema(), "duplicates": DuplicatesSchema()}
