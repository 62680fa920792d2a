"""What the frontend's article routes accept."""

from dataclasses import dataclass

from blog_api.inputs import MAX_PAGE, BlogQuerySchema, Whole, Words

MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class PageQuery:
    """Which page of a list."""

    blog_id: int | None = None
    page: int = 1
    limit: int = 10

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.limit


class PageSchema(BlogQuerySchema):
    """Page and its length."""

    produces = PageQuery

    page = Whole(1, MAX_PAGE, metadata={"description": "default 1"})
    limit = Whole(1, MAX_LIMIT, capped=True, metadata={"description": "default 10"})


@dataclass(frozen=True, slots=True)
class PostQuery(PageQuery):
    """A parsed list request."""

    category: str | None = None
    search: str | None = None
    featured: str | None = None


class PostListSchema(PageSchema):
    """Filters and page."""

    produces = PostQuery

    category = Words(metadata={"description": "slug of a category"})
    search = Words(metadata={"description": "words in title, description or body"})
    featured = Words(metadata={"description": "true: the most read first"})
