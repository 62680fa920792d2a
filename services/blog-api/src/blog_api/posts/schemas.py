"""What the frontend's article list accepts."""

from dataclasses import dataclass

from blog_api.inputs import PageQuery, PageQuerySchema, words


@dataclass(frozen=True, slots=True)
class PostQuery(PageQuery):
    """A parsed list request."""

    category: str | None = None
    search: str | None = None
    featured: str | None = None


class PostListSchema(PageQuerySchema):
    """Filters and page."""

    produces = PostQuery

    category = words(metadata={"description": "slug of a category"})
    search = words(metadata={"description": "words in title, description or body"})
    featured = words(metadata={"description": "true: the most read first"})
