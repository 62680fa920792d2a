"""What editors may send about an article."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, post_load

from blog_api.articles.editing_rules import STATES
from blog_api.editing.schemas import EditPage, EditPageSchema, link_field, slug_field
from blog_api.inputs import words
from suite.http.fields import Array, Choice, JsonObject, Moment, QueryChoice, Text, TextList, Whole, broken
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


class PublishingMoment(Moment):
    """A date and time in ISO 8601 with its offset, of years that people write in."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **kwargs)
        if not 1900 <= moment.year <= 2200:
            raise broken(f"{self.label} {self.expectation}", "invalid_date")
        return moment


class ArticlePatchSchema(InputSchema):
    """Fields to change."""

    class Meta:
        unknown = EXCLUDE

    title = Text(1, 300)
    slug = slug_field()
    content = Text(0, MAX_CONTENT)
    description = Text(0, 5_000)
    state = Choice(STATES)
    publishedAt = PublishingMoment(offset=True)
    imageUrl = link_field()
    imageAlt = Text(0, 500, allow_none=True)
    type = Choice(("analise", "lista"))
    keywords = TextList(50, 100, each="keyword")
    categoryId = Whole(1, LARGEST_ID)
    authorId = Whole(1, LARGEST_ID)
    metadata = JsonObject(most_bytes=20_000, most_depth=6, allow_none=True)
    tags = Array(Whole(1, LARGEST_ID), MAX_TAGS)

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
