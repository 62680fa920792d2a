"""/api/admin/tags."""

from marshmallow import EXCLUDE

from blog_api.editing.queries import Table
from blog_api.editing.record_routes import RecordKind, record_blueprint
from blog_api.editing.replies import EditedRecordSchema
from blog_api.editing.schemas import slug_field
from blog_api.errors import SlugTaken
from suite.http.fields import Text, reply
from suite.http.schemas import InputSchema


class TagPatchSchema(InputSchema):
    """Fields to change."""

    class Meta:
        unknown = EXCLUDE

    name = Text(1, 100)
    slug = slug_field()
    color = Text(0, 20, allow_none=True)


class NewTagSchema(TagPatchSchema):
    """A new tag."""

    name = Text(1, 100, required=True)
    slug = slug_field(required=True)


class EditedTagSchema(EditedRecordSchema):
    """A tag as editors read it."""

    name = reply.text()
    slug = reply.text()
    color = reply.text(null=True)


TAGS = Table("tags", {"name": "name", "slug": "slug", "color": "color"}, order="name, id")
tag_editing = record_blueprint(
    RecordKind(
        "tag", TAGS, NewTagSchema(), TagPatchSchema(), EditedTagSchema, conflicts={"uq_tags_blog_id_slug": SlugTaken}
    ),
    name="tag_editing",
)
