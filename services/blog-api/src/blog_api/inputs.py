"""Query strings of all routes: the first of repeated keys counts, what is empty counts as absent."""

from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE

from blog_api.errors import InvalidArticleId
from suite.http.fields import QueryFlag, QueryText, QueryWhole
from suite.http.schemas import QuerySchema
from suite.ids import LARGEST_ID, integer_or_none

DIGITS = 10
MAX_TEXT = 200
MAX_PAGE = MAX_OFFSET = 100_000


def whole(low: int, high: int, **options: Any) -> QueryWhole:
    """A number of at most ten digits; with `capped` a larger number means the largest."""
    return QueryWhole(low, high, digits=DIGITS, **options)


def row_id(**options: Any) -> QueryWhole:
    """The id of a row."""
    return whole(1, LARGEST_ID, **options)


def page_limit(most: int, usual: int) -> QueryWhole:
    """How many rows."""
    return whole(1, most, capped=True, metadata={"description": f"default {usual}"})


def words(**options: Any) -> QueryText:
    """A text of at most 200 characters; blanks around it do not count."""
    return QueryText(0, MAX_TEXT, **options)


@dataclass(frozen=True, slots=True)
class BlogQuery:
    """A request that only names its blog."""

    blog_id: int | None = None


class BlogQuerySchema(QuerySchema):
    """What every route understands."""

    produces = BlogQuery
    first_counts = True

    class Meta:
        unknown = EXCLUDE

    blog_id = row_id(data_key="blogId", metadata={"description": "the blog; else X-Blog-Id, Host, default"})


@dataclass(frozen=True, slots=True)
class PageQuery(BlogQuery):
    """Which page of the frontend's lists."""

    page: int = 1
    limit: int = 10

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.limit


class PageQuerySchema(BlogQuerySchema):
    """Page and its length."""

    produces = PageQuery

    page = whole(1, MAX_PAGE, metadata={"description": "default 1"})
    limit = page_limit(200, 10)


@dataclass(frozen=True, slots=True)
class OffsetQuery(BlogQuery):
    """Where in the documented lists a page is."""

    limit: int = 50
    offset: int = 0
    envelope: bool = False


class OffsetSchema(BlogQuerySchema):
    """Rows, those before them, and the form of the reply."""

    produces = OffsetQuery

    limit = page_limit(100, 50)
    offset = whole(0, MAX_OFFSET)
    envelope = QueryFlag(metadata={"description": "true: {data, pagination}"})


def parse_article_id(text: str) -> int:
    """The id in a path; InvalidArticleId when it is no id."""
    number = integer_or_none(text)
    if number is None:
        raise InvalidArticleId()
    return number
