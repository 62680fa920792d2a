"""What the documented author list accepts."""

from dataclasses import dataclass

from blog_api.inputs import OffsetQuery, OffsetSchema, words
from suite.http.fields import QueryFlag


@dataclass(frozen=True, slots=True)
class AuthorQuery(OffsetQuery):
    """A parsed list request."""

    q: str | None = None
    non_empty: bool = False


class AuthorListSchema(OffsetSchema):
    """Filters and page."""

    produces = AuthorQuery

    q = words(metadata={"description": "part of the name"})
    non_empty = QueryFlag(data_key="nonEmpty")
