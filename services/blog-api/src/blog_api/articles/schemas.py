"""What the documented article routes accept."""

from dataclasses import dataclass
from datetime import datetime

from blog_api.articles.filters import ArticleFilters
from blog_api.inputs import MAX_OFFSET, BlogQuery, BlogQuerySchema, page_limit, row_id, whole, words
from suite.http.fields import QueryChoice, QueryFlag, QueryMoment, QueryText


@dataclass(frozen=True, slots=True)
class ArticleQuery(BlogQuery):
    """A parsed list request."""

    category: str | None = None
    tag: str | None = None
    author_id: int | None = None
    type: str | None = None
    q: str | None = None
    date_from: datetime | None = None
    date_to: datetime | None = None
    published: bool = True
    sort: str | None = None
    fields: str = "full"
    limit: int = 10
    offset: int | None = None
    cursor: str | None = None
    envelope: bool = False

    @property
    def filters(self) -> ArticleFilters:
        """Which articles."""
        return ArticleFilters(
            self.category or None,
            self.tag or None,
            self.author_id,
            self.type,
            self.q or None,
            self.date_from,
            self.date_to,
        )

    @property
    def order(self) -> str:
        """The sort asked for; by relevance where words are searched, else by date."""
        if self.sort == "relevance" and not self.q:
            return "date"
        return self.sort or ("relevance" if self.q else "date")


class ArticleListSchema(BlogQuerySchema):
    """Filters, sort and page."""

    produces = ArticleQuery

    category = words(data_key="categorySlug")
    tag = words(data_key="tagSlug")
    author_id = row_id(data_key="authorId")
    type = QueryChoice(("analise", "lista"))
    q = words(metadata={"description": "words in title, description or body"})
    date_from = QueryMoment(data_key="dateFrom")
    date_to = QueryMoment(end_of_day=True, data_key="dateTo")
    published = QueryFlag(metadata={"description": "true only"})
    sort = QueryChoice(("date", "views", "relevance"), metadata={"description": "default date; relevance with q"})
    fields = QueryChoice(("full", "summary"))  # type: ignore[assignment]
    limit = page_limit(100, 10)
    offset = whole(0, MAX_OFFSET)
    cursor = QueryText(1, 500, metadata={"description": "X-Next-Cursor of the page before"})
    envelope = QueryFlag(metadata={"description": "true: {data, pagination}"})


@dataclass(frozen=True, slots=True)
class RelatedQuery(BlogQuery):
    """How many related articles."""

    limit: int = 3


class RelatedSchema(BlogQuerySchema):
    """How many related articles."""

    produces = RelatedQuery

    limit = page_limit(20, 3)
