"""What the item routes accept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, validates_schema
from marshmallow import fields as described

from suite.dates import wire_date
from suite.http.cursors import digest_of
from suite.http.fields import (
    Choice,
    Flag,
    JsonObject,
    QueryChoice,
    QueryMoment,
    QueryText,
    QueryWhole,
    QueryWords,
    StrictField,
    Text,
    TextList,
    Whole,
    broken,
    documented,
)
from suite.http.schemas import InputSchema, QuerySchema
from workspace_api.items.fields import BY_WIRE, EDITED_WIRES, PRIORITIES, SORTED, STATUSES

MAX_OPERATIONS = 500
SERVER_FIELDS = tuple(wire for wire in BY_WIRE if wire not in EDITED_WIRES)
SORTS = (*SORTED, *(f"-{key}" for key in SORTED))
DEFAULT_SORT = "-createdAt"
MAX_TITLE, MAX_DESCRIPTION, MAX_CATEGORY = 255, 10_000, 50
MAX_TAGS, MAX_TAG = 50, 50
MAX_METADATA_BYTES, MAX_METADATA_DEPTH = 16_384, 5


def tags_field(**options: Any) -> TextList:
    """The tags of an item."""
    return TextList(MAX_TAGS, MAX_TAG, each="tag", **options)


def metadata_field(**options: Any) -> JsonObject:
    """The free-form metadata of an item."""
    return JsonObject(most_bytes=MAX_METADATA_BYTES, most_depth=MAX_METADATA_DEPTH, **options)


class CategoryName(Text):
    """The name of a category; which names are allowed depends on the user and is judged beside the database."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:  # type: ignore[override]
        return value if isinstance(value, str) else None


class EditedFields(InputSchema):
    """What users may set from the first day on and leave out: a field that is added goes here, for all who write."""


class NewItemSchema(EditedFields):
    """A new item. Unknown keys and what the server sets are dropped; the category is judged beside the database."""

    class Meta:
        unknown = EXCLUDE

    title = Text(1, MAX_TITLE, empty="is required", required=True)
    description = Text(1, MAX_DESCRIPTION, empty="is required", required=True)
    category = CategoryName(load_default=None, allow_none=True, metadata={"minLength": 1, "maxLength": MAX_CATEGORY})
    priority = Choice(PRIORITIES, required=True)
    tags = tags_field(load_default=list)
    metadata = metadata_field(load_default=dict)


class ItemPatchSchema(EditedFields):
    """Fields to change. What the server sets is ignored, so that a fetched item can be sent back."""

    ignored = SERVER_FIELDS

    title = Text(1, MAX_TITLE)
    description = Text(1, MAX_DESCRIPTION)
    category = CategoryName(allow_none=True, metadata={"minLength": 1, "maxLength": MAX_CATEGORY})
    priority = Choice(PRIORITIES)
    status = Choice(STATUSES)
    tags = tags_field()
    metadata = metadata_field()


class RestoreSchema(InputSchema):
    """The version to go back to; without one a deleted item comes back as it was."""

    version = Whole(-(2**31), 2**31 - 1)


@dataclass(frozen=True, slots=True)
class ItemFilters:
    """Which items; empty lists and None mean no restriction."""

    category: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    priority: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    search: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None

    def given(self) -> dict[str, Any]:
        """The restrictions in force, as bound into cursors."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in named.items() if value not in (None, [])}

    def echo(self) -> dict[str, Any]:
        """The restrictions in force, as shown to the client."""
        given = self.given()
        return {name: wire_date(value) if isinstance(value, datetime) else value for name, value in given.items()}


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """A parsed list request; `digest` tells lists of other filters or another sort apart."""

    filters: ItemFilters
    sort: str = DEFAULT_SORT
    limit: int = 1_000
    cursor: str | None = None
    offset: int | None = None
    include: list[str] = field(default_factory=list)
    format: str = "csv"
    raw: bool = False
    digest: str = ""


def item_query(**parsed: Any) -> ItemQuery:
    """Filters apart from paging."""
    filters = ItemFilters(**{name: parsed.pop(name) for name in ItemFilters.__slots__ if name in parsed})
    digest = digest_of({"sort": parsed.get("sort", DEFAULT_SORT), **filters.given()})
    return ItemQuery(filters=filters, digest=digest, **parsed)


class ItemFilterSchema(QuerySchema):
    """Filters and sort of item lists."""

    produces: ClassVar[Any] = staticmethod(item_query)

    category = QueryWords(metadata={"description": "any of these categories"})
    status = QueryWords(STATUSES, metadata={"description": "any of these statuses"})
    priority = QueryWords(PRIORITIES, metadata={"description": "any of these priorities"})
    tag = QueryWords(commas=False, metadata={"description": "all of these tags"})
    search = QueryText(2, 200, metadata={"description": "words, each a prefix, in title, description or tags"})
    created_from = QueryMoment(metadata={"description": "created at this moment or later"})
    created_to = QueryMoment(end_of_day=True, metadata={"description": "created at this moment or earlier"})
    sort = QueryChoice(SORTS, metadata={"description": f"default {DEFAULT_SORT}; ties by id"})


class ItemListSchema(ItemFilterSchema):
    """Filters, sort and page of the item list."""

    limit = QueryWhole(1, 1_000)
    cursor = QueryText(1, 4_000, metadata={"description": "nextCursor of the page before"})
    offset = QueryWhole(0, 10_000)
    include = QueryWords(("total",), metadata={"description": "total adds the number of all matching items"})

    @validates_schema
    def refuse_two_positions(self, parsed: dict[str, Any], **_: Any) -> None:
        """A cursor already is a position."""
        if "cursor" in parsed and "offset" in parsed:
            raise broken_field("offset", "offset cannot be combined with cursor", "conflicting_parameters")


def broken_field(name: str, text: str, code: str) -> Exception:
    """A rule over several fields, told at one of them."""
    error = broken(text, code)
    error.field_name = name
    return error


def documented_operation(op: str, *needed: str, **more: Any) -> dict[str, Any]:
    """An operation as the document tells it; its data are the body of the route that does the same to one item."""
    data = {"$ref": "#/components/schemas/NewItem" if op == "create" else "#/components/schemas/ItemPatch"}
    keys = {"op": {"const": op}, "id": {"type": "string"}, "data": data, "version": {"type": "integer"}}
    properties = {key: keys[key] for key in ("op", *needed, *more)}
    return {"type": "object", "required": ["op", *needed], "properties": properties, "additionalProperties": False}


class Operations(StrictField):
    """The operations of a bulk request as sent."""

    expectation = "must be an array of operations"

    def __init__(self, **options: Any) -> None:
        each = [
            documented_operation("create", "data"),
            documented_operation("update", "id", "data", version=None),
            documented_operation("delete", "id", version=None),
        ]
        shape = {"type": "array", "minItems": 1, "maxItems": MAX_OPERATIONS, "items": {"oneOf": each}}
        super().__init__(**documented(options, shape))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.wrong_type()
        return value


class BulkSchema(InputSchema):
    """Up to 500 operations, all or each for itself; operations are judged one by one by the bulk rules."""

    mode = Choice(("atomic", "independent"), load_default="atomic")
    dry_run = Flag(load_default=False)
    operations = Operations(required=True)


ItemSchema = Schema.from_dict(
    {
        wire: field.form.describe(
            required=True, allow_none=field.added, metadata={"enum": list(field.choices)} if field.choices else {}
        )
        for wire, field in BY_WIRE.items()
    },
    name="ItemSchema",
)
ItemSchema.__doc__ = "An item."


class ItemReplySchema(Schema):
    """One item."""

    success = described.Boolean(required=True)
    message = described.String()
    data = described.Nested(ItemSchema, required=True)


class ItemPageSchema(Schema):
    """One page of items."""

    success = described.Boolean(required=True)
    count = described.Integer(required=True)
    data = described.List(described.Nested(ItemSchema), required=True)
    limit = described.Integer(required=True)
    nextCursor = described.String(required=True, allow_none=True)
    filters = described.Dict(required=True)
    total = described.Integer()
