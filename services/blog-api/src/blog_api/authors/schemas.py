"""What the documented author list accepts."""

from dataclasses import dataclass

from blog_api.inputs import BlogQuerySchema, Whole, Words
from suite.http.fields import QueryFlag


@dataclass(frozen=True, slots=True)
class AuthorQuery:
    """A parsed list request."""

    blog_id: int | None = None
    q: str | None = None
    non_empty: bool = False
    limit: int = 50
    offset: int = 0
    envelope: bool = False


class AuthorListSchema(BlogQuerySchema):
    """Filters and page."""

    produces = AuthorQuery

    q = Words(metadata={"description": "part of the name"})
    non_empty = QueryFlag(data_key="nonEmpty")
    limit = Whole(1, 100, capped=True, metadata={"description": "default 50"})
    offset = Whole(0, 100_000)
    envelope = QueryFlag()
