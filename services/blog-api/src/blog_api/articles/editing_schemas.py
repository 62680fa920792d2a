"""What editors may send about an article."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, post_load

from blog_api.articles.editing_rules import STATES
from blog_api.editing.schemas import EditPage, EditPageSchema, link_field, slug_field
from blog_api.inputs import words
from suite.http.fields import Choice, JsonObject, QueryChoice, StrictField, Text, TextList, Whole, broken
from suite.http.schemas import InputSchema
from suite.ids import LARGEST_ID

MAX_CONTENT = 500_000
MAX_TAGS = 50
COLUMNS = {
    "publishedAt": "published_at",
    "imageUrl": "image_url",
    "imageAlt": "image_alt",
    "categoryId": "category_id",
    "authorId": "author_id",
}


class Moment(StrictField):
    """A date and time in ISO 8601 with its offset, in UTC afterwards."""

    expectation = "must be an ISO 8601 date-time with an offset"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None or not 1900 <= moment.year <= 2200:
                raise ValueError(value)
            return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise broken(f"{self.label} {self.expectation}", "invalid_date") from None


class Ids(StrictField):
    """A list of ids."""

    expectation = f"must be an array of at most {MAX_TAGS} ids"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[int]:
        if not isinstance(value, list) or len(value) > MAX_TAGS or not all(map(is_id, value)):
            raise self.wrong_type()
        return value


def is_id(value: Any) -> bool:
    """True for a whole number ids can be."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_ID


class ArticlePatchSchema(InputSchema):
    """Fields to change."""

    class Meta:
        unknown = EXCLUDE

    title = Text(1, 300)
    slug = slug_field()
    content = Text(0, MAX_CONTENT)
    description = Text(0, 5_000)
    state = Choice(STATES)
    publishedAt = Moment()
    imageUrl = link_field()
    imageAlt = Text(0, 500, allow_none=True)
    type = Choice(("analise", "lista"))
    keywords = TextList(50, 100, each="keyword")
    categoryId = Whole(1, LARGEST_ID)
    authorId = Whole(1, LARGEST_ID)
    metadata = JsonObject(most_bytes=20_000, most_depth=6, allow_none=True)
    tags = Ids()

    @post_load
    def name_columns(self, content: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Values by column."""
        return {COLUMNS.get(name, name): value for name, value in content.items()}


class NewArticleSchema(ArticlePatchSchema):
    """A new article."""

    title = Text(1, 300, required=True)
    categoryId = Whole(1, LARGEST_ID, required=True)
    authorId = Whole(1, LARGEST_ID, required=True)


@dataclass(frozen=True, slots=True)
class EditListQuery(EditPage):
    """A parsed list request."""

    state: str | None = None
    search: str | None = None


class EditListSchema(EditPageSchema):
    """Filters and page."""

    produces = EditListQuery

    state = QueryChoice(STATES)
    search = words(metadata={"description": "part of the title"})
