"""What the documented tag list accepts."""

from dataclasses import dataclass

from blog_api.inputs import BlogQuerySchema, Whole, Words
from blog_api.tags.queries import ORDERS
from suite.http.fields import QueryChoice, QueryFlag


@dataclass(frozen=True, slots=True)
class TagQuery:
    """A parsed list request."""

    blog_id: int | None = None
    q: str | None = None
    non_empty: bool = False
    sort: str = "name"
    limit: int = 50
    offset: int = 0
    envelope: bool = False


class TagListSchema(BlogQuerySchema):
    """Filters, sort and page."""

    produces = TagQuery

    q = Words(metadata={"description": "part of the name"})
    non_empty = QueryFlag(data_key="nonEmpty")
    sort = QueryChoice(tuple(ORDERS), metadata={"description": "default name"})
    limit = Whole(1, 100, capped=True, metadata={"description": "default 50"})
    offset = Whole(0, 100_000)
    envelope = QueryFlag()
