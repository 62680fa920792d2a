"""/api/admin/categories."""

from collections.abc import Mapping
from typing import Any

from blog_api.categories.queries import is_category
from blog_api.editing.desk import DESK, OF_BLOG, RecordSchema
from blog_api.editing.schemas import link_field, slug_field
from blog_api.errors import UnknownReference
from suite.database import Connection
from suite.editing import EditedTable, edited_rows
from suite.http.fields import Text, Whole
from suite.ids import LARGEST_ID


class CategoryRecordSchema(RecordSchema):
    """A category as editors write it."""

    title = Text(1, 200, required=True)
    slug = slug_field(required=True)
    description = Text(0, 5_000, allow_none=True)
    imageUrl = link_field(allow_none=True)
    parentId = Whole(1, LARGEST_ID, allow_none=True)


def require_parent(connection: Connection, values: dict[str, Any], old: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values; UnknownReference unless the parent is another category of the blog."""
    parent = values.get("parentId")
    if parent is not None and ((old and parent == old["id"]) or not is_category(connection, parent)):
        raise UnknownReference("parentId")
    return values


category_editing = edited_rows(
    DESK,
    EditedTable(
        "category", "categories", CategoryRecordSchema, reads=OF_BLOG, order=("title",), prepare=require_parent
    ),
    "categories",
)
