"""/api/admin/authors."""

from marshmallow import EXCLUDE

from blog_api.editing.queries import Table
from blog_api.editing.record_routes import RecordKind, record_blueprint
from blog_api.editing.replies import EditedRecordSchema
from blog_api.editing.schemas import link_field
from blog_api.errors import EmailTaken
from suite.http.fields import Flag, JsonObject, Text, TextList, reply
from suite.http.schemas import InputSchema


class AuthorPatchSchema(InputSchema):
    """Fields to change."""

    class Meta:
        unknown = EXCLUDE

    name = Text(1, 200)
    role = Text(0, 200)
    imageUrl = link_field()
    bio = Text(0, 5_000, allow_none=True)
    signature = Text(0, 1_000, allow_none=True)
    email = Text(3, 254, allow_none=True)
    emailPublic = Flag()
    website = link_field(allow_none=True)
    social = JsonObject(most_bytes=5_000, most_depth=3, allow_none=True)
    skills = TextList(50, 100, each="skill")


class NewAuthorSchema(AuthorPatchSchema):
    """A new author."""

    name = Text(1, 200, required=True)


class EditedAuthorSchema(EditedRecordSchema):
    """An author as editors read it."""

    name = reply.text()
    role = reply.text()
    imageUrl = reply.text()
    bio = reply.text(null=True)
    signature = reply.text(null=True)
    email = reply.text(null=True)
    emailPublic = reply.boolean()
    website = reply.text(null=True)
    social = reply.any_object(null=True, description="names of sites and accounts")
    skills = reply.texts()


AUTHORS = Table(
    "authors",
    {
        "name": "name",
        "role": "role",
        "imageUrl": "image_url",
        "bio": "bio",
        "signature": "signature",
        "email": "email",
        "emailPublic": "email_public",
        "website": "website",
        "social": "social",
        "skills": "skills",
    },
    order="name, id",
    objects=frozenset({"social"}),
)
author_editing = record_blueprint(
    RecordKind(
        "author",
        AUTHORS,
        NewAuthorSchema(),
        AuthorPatchSchema(),
        EditedAuthorSchema,
        conflicts={"uq_authors_blog_id_email": EmailTaken},
        references=("fk_articles_authors",),
    ),
    name="author_editing",
)
