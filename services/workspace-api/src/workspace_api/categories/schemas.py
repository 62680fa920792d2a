"""What the category routes accept."""

import re
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema
from marshmallow import fields as described

from suite.http.fields import Flag, Pattern, QueryChoice, QueryFlag, Text, TextList, Whole, broken
from suite.http.schemas import InputSchema, QuerySchema
from workspace_api.categories.queries import ORDERS

RESERVED = ("stats", "validate", "invalidate-cache")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,49}\Z")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
DEFAULT_COLOR, DEFAULT_ICON = "#64748b", "folder"
MAX_CATEGORIES = 200


class NameField(Pattern):
    """A category's name; words that are routes are taken."""

    def __init__(self, **options: Any) -> None:
        super().__init__(NAME.match, "lowercase letters, digits and hyphens, at most 50", low=1, high=50, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if name in RESERVED:
            raise broken(f"name must not be one of: {', '.join(RESERVED)}", "reserved")
        return name


def color_field(**options: Any) -> Pattern:
    """A color as #RRGGBB."""
    return Pattern(COLOR.match, "a color of the form #RRGGBB", low=1, high=7, **options)


class CategoryInput(InputSchema):
    """What a category can be told beside its name."""

    display_name = Text(1, 100)
    description = Text(0, 500)
    color = color_field()
    icon = Text(1, 50)
    display_order = Whole(0, 10_000)
    is_active = Flag()


class NewCategorySchema(CategoryInput):
    """A new category; unknown keys are dropped."""

    class Meta:
        unknown = EXCLUDE

    name = NameField(required=True)


class CategoryPatchSchema(CategoryInput):
    """Fields to change; the name may be repeated but not changed, what the server sets is ignored."""

    ignored = ("id", "created_at", "updated_at", "created_by")

    name = Text(1, 50)


class ValidateSchema(InputSchema):
    """Names to judge."""

    categories = TextList(1_000, 255, each="category", required=True)


@dataclass(frozen=True, slots=True)
class CategoryQuery:
    """A parsed list request."""

    active_only: bool = False
    order_by: str = "display_order"


class CategoryListSchema(QuerySchema):
    """Which categories, in which order."""

    produces = CategoryQuery

    active_only = QueryFlag(metadata={"description": "only active ones; default false"})
    order_by = QueryChoice(tuple(ORDERS), metadata={"description": "default display_order"})


class CategorySchema(Schema):
    """A category; its id is its name."""

    id = described.String(required=True)
    name = described.String(required=True)
    display_name = described.String(required=True)
    description = described.String(required=True)
    color = described.String(required=True)
    icon = described.String(required=True)
    display_order = described.Integer(required=True)
    is_active = described.Boolean(required=True)
    created_at = described.DateTime(required=True)
    updated_at = described.DateTime(required=True)
    created_by = described.String(required=True)


class CategoryReplySchema(Schema):
    """One category."""

    success = described.Boolean(required=True)
    message = described.String()
    data = described.Nested(CategorySchema, required=True)


class CategoryListReplySchema(Schema):
    """All categories of the caller."""

    success = described.Boolean(required=True)
    count = described.Integer(required=True)
    data = described.List(described.Nested(CategorySchema), required=True)
    cached = described.Boolean(required=True)
