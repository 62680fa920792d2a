"""What the search accepts."""

from dataclasses import dataclass

from blog_api.inputs import BlogQuerySchema, Whole, Words
from suite.http.fields import QueryFlag


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed search."""

    q: str
    blog_id: int | None = None
    limit: int = 10
    offset: int = 0
    envelope: bool = False


class SearchSchema(BlogQuerySchema):
    """Words and page."""

    produces = SearchQuery

    q = Words(required=True, metadata={"description": "words in title, description or body; quotes, -not, or"})
    limit = Whole(1, 50, capped=True, metadata={"description": "default 10"})
    offset = Whole(0, 100_000)
    envelope = QueryFlag()
