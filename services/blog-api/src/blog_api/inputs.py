"""Query fields of the public routes: the first of repeated keys counts, what is empty counts as absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE

from blog_api.errors import InvalidArticleId
from suite.http.fields import QueryText, QueryWhole, broken
from suite.http.schemas import QuerySchema

MAX_ID = 2_147_483_647
MAX_TEXT = 200
MAX_PAGE = 100_000


class Whole(QueryWhole):
    """At most ten digits; with `capped` a larger number means the largest."""

    def __init__(self, low: int, high: int, *, capped: bool = False, **options: Any) -> None:
        super().__init__(low, high, **options)
        self.capped = capped

    def read(self, given: list[str]) -> int:
        text = given[0]
        if not (text.isascii() and text.isdecimal()) or len(text) > 10:
            raise broken(f"{self.label} {self.expectation}", "invalid_type")
        number = min(int(text), self.high) if self.capped else int(text)
        if not self.low <= number <= self.high:
            raise broken(f"{self.label} {self.expectation}", "out_of_range")
        return number


class Words(QueryText):
    """A text of at most 200 characters; blanks around it do not count."""

    def __init__(self, **options: Any) -> None:
        super().__init__(0, MAX_TEXT, **options)


class BlogQuerySchema(QuerySchema):
    """What every public route understands."""

    class Meta:
        unknown = EXCLUDE

    blog_id = Whole(1, MAX_ID, data_key="blogId", metadata={"description": "the blog; else X-Blog-Id, Host, default"})

    def parse(self, content: Mapping[str, Any]) -> Any:
        """Of repeated keys the first counts."""
        first = {key: values[:1] if isinstance(values, list) else values for key, values in content.items()}
        return super().parse(first)


@dataclass(frozen=True, slots=True)
class BlogQuery:
    """A request that only names its blog."""

    blog_id: int | None = None


class OnlyBlogSchema(BlogQuerySchema):
    """A request that only names its blog."""

    produces = BlogQuery


def parse_article_id(text: str) -> int:
    """The id in a path; InvalidArticleId when it is no id."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or not 1 <= int(text) <= MAX_ID:
        raise InvalidArticleId()
    return int(text)
