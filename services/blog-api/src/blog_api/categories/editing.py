"""/api/admin/categories."""

from functools import partial

from marshmallow import EXCLUDE

from blog_api.editing.queries import Table
from blog_api.editing.record_routes import RecordKind, record_blueprint
from blog_api.editing.replies import EditedRecordSchema
from blog_api.editing.schemas import link_field, slug_field
from blog_api.errors import SlugTaken, UnknownReference
from suite.http.fields import Text, Whole, reply
from suite.http.schemas import InputSchema
from suite.ids import LARGEST_ID


class CategoryPatchSchema(InputSchema):
    """Fields to change."""

    class Meta:
        unknown = EXCLUDE

    title = Text(1, 200)
    slug = slug_field()
    description = Text(0, 5_000, allow_none=True)
    imageUrl = link_field(allow_none=True)
    parentId = Whole(1, LARGEST_ID, allow_none=True)


class NewCategorySchema(CategoryPatchSchema):
    """A new category."""

    title = Text(1, 200, required=True)
    slug = slug_field(required=True)


class EditedCategorySchema(EditedRecordSchema):
    """A category as editors read it."""

    title = reply.text()
    slug = reply.text()
    description = reply.text(null=True)
    imageUrl = reply.text(null=True)
    parentId = reply.integer(null=True)


CATEGORIES = Table(
    "categories",
    {
        "title": "title",
        "slug": "slug",
        "description": "description",
        "imageUrl": "image_url",
        "parentId": "parent_id",
    },
    order="title, id",
)
unknown_parent = partial(UnknownReference, "parentId")
category_editing = record_blueprint(
    RecordKind(
        "category",
        CATEGORIES,
        NewCategorySchema(),
        CategoryPatchSchema(),
        EditedCategorySchema,
        conflicts={
            "uq_categories_blog_id_slug": SlugTaken,
            "fk_categories_parents": unknown_parent,
            "ck_categories_parent_id": unknown_parent,
        },
        references=("fk_articles_categories", "fk_categories_parents"),
    ),
    name="category_editing",
)
