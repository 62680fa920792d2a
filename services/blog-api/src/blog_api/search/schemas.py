"""What the search accepts."""

from dataclasses import dataclass

from blog_api.inputs import OffsetQuery, OffsetSchema, page_limit, words


@dataclass(frozen=True, slots=True)
class SearchQuery(OffsetQuery):
    """A parsed search."""

    q: str = ""
    limit: int = 10


class ArticleSearchSchema(OffsetSchema):
    """Words and page."""

    produces = SearchQuery

    q = words(required=True, metadata={"description": "words in title, description or body; quotes, -not, or"})
    limit = page_limit(50, 10)
