"""What the documented category list accepts."""

from dataclasses import dataclass

from blog_api.inputs import BlogQuerySchema, Whole, Words
from suite.http.fields import QueryFlag


@dataclass(frozen=True, slots=True)
class CategoryQuery:
    """A parsed list request."""

    blog_id: int | None = None
    parent: str | None = None
    non_empty: bool = False
    limit: int = 50
    offset: int = 0
    envelope: bool = False


class CategoryListSchema(BlogQuerySchema):
    """Filters and page."""

    produces = CategoryQuery

    parent = Words(data_key="parentSlug")
    non_empty = QueryFlag(data_key="nonEmpty")
    limit = Whole(1, 100, capped=True, metadata={"description": "default 50"})
    offset = Whole(0, 100_000)
    envelope = QueryFlag()
