"""What the documented tag list accepts."""

from dataclasses import dataclass

from blog_api.inputs import OffsetQuery, OffsetSchema, words
from blog_api.tags.queries import ORDERS
from suite.http.fields import QueryChoice, QueryFlag


@dataclass(frozen=True, slots=True)
class TagQuery(OffsetQuery):
    """A parsed list request."""

    q: str | None = None
    non_empty: bool = False
    sort: str = "name"


class TagListSchema(OffsetSchema):
    """Filters, sort and page."""

    produces = TagQuery

    q = words(metadata={"description": "part of the name"})
    non_empty = QueryFlag(data_key="nonEmpty")
    sort = QueryChoice(tuple(ORDERS), metadata={"description": "default name"})
