"""What the documented category list accepts."""

from dataclasses import dataclass

from blog_api.inputs import OffsetQuery, OffsetSchema, words
from suite.http.fields import QueryFlag


@dataclass(frozen=True, slots=True)
class BlogCategoryQuery(OffsetQuery):
    """A parsed list request."""

    parent: str | None = None
    non_empty: bool = False


class BlogCategoryListSchema(OffsetSchema):
    """Filters and page."""

    produces = BlogCategoryQuery

    parent = words(data_key="parentSlug")
    non_empty = QueryFlag(data_key="nonEmpty")
