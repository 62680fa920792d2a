"""/api/admin/tags."""

from blog_api.editing.desk import DESK, OF_BLOG, RecordSchema
from blog_api.editing.schemas import slug_field
from suite.editing import EditedTable, edited_rows
from suite.http.fields import Text


class TagRecordSchema(RecordSchema):
    """A tag as editors write it."""

    name = Text(1, 100, required=True)
    slug = slug_field(required=True)
    color = Text(0, 20, allow_none=True)


tag_editing = edited_rows(DESK, EditedTable("tag", "tags", TagRecordSchema, reads=OF_BLOG, order=("name",)), "tags")
