"""/api/admin/authors."""

from blog_api.editing.desk import DESK, OF_BLOG, RecordSchema
from blog_api.editing.schemas import link_field
from suite.editing import EditedTable, edited_rows
from suite.http.fields import Flag, JsonObject, Text, TextList


class AuthorRecordSchema(RecordSchema):
    """An author as editors write it."""

    name = Text(1, 200, required=True)
    role = Text(0, 200)
    imageUrl = link_field()
    bio = Text(0, 5_000, allow_none=True)
    signature = Text(0, 1_000, allow_none=True)
    email = Text(3, 254, allow_none=True)
    emailPublic = Flag()
    website = link_field(allow_none=True)
    social = JsonObject(
        most_bytes=5_000, most_depth=3, allow_none=True, metadata={"description": "names of sites and accounts"}
    )
    skills = TextList(50, 100, each="skill")


author_editing = edited_rows(
    DESK, EditedTable("author", "authors", AuthorRecordSchema, reads=OF_BLOG, order=("name",)), "authors"
)
