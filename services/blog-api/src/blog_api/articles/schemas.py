"""What the documented article routes accept."""

from dataclasses import dataclass
from datetime import datetime

from blog_api.articles.filters import ArticleFilters
from blog_api.inputs import MAX_ID, BlogQuerySchema, Whole, Words
from suite.http.fields import QueryChoice, QueryFlag, QueryMoment, QueryText

MAX_OFFSET = 100_000


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """A parsed list request."""

    blog_id: int | None = None
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

    category = Words(data_key="categorySlug")
    tag = Words(data_key="tagSlug")
    author_id = Whole(1, MAX_ID, data_key="authorId")
    type = QueryChoice(("analise", "lista"))
    q = Words(metadata={"description": "words in title, description or body"})
    date_from = QueryMoment(data_key="dateFrom")
    date_to = QueryMoment(end_of_day=True, data_key="dateTo")
    published = QueryFlag(metadata={"description": "true only"})
    sort = QueryChoice(("date", "views", "relevance"), metadata={"description": "default date; relevance with q"})
    fields = QueryChoice(("full", "summary"))  # type: ignore[assignment]
    limit = Whole(1, 100, capped=True, metadata={"description": "default 10"})
    offset = Whole(0, MAX_OFFSET)
    cursor = QueryText(1, 500, metadata={"description": "X-Next-Cursor of the page before"})
    envelope = QueryFlag(metadata={"description": "true: {data, pagination}"})


@dataclass(frozen=True, slots=True)
class RelatedQuery:
    """How many related articles."""

    blog_id: int | None = None
    limit: int = 3


class RelatedSchema(BlogQuerySchema):
    """How many related articles."""

    produces = RelatedQuery

    limit = Whole(1, 20, capped=True, metadata={"description": "default 3"})
