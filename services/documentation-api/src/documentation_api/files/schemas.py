"""What files are told with and asked for."""

from typing import Any

from documentation_api.bodies import BodySchema, ChangesSchema, Reference, text_field
from documentation_api.files.errors import MOST_FILES
from documentation_api.listing.schemas import ListSchema, QueryOrder, QueryReference, QuerySearch
from suite.http.fields import Flag, QueryFlag, QueryMoment, QueryText, QueryWhole, StrictField, broken

ORDERS = ("created_at", "updated_at", "size_bytes", "download_count", "original_name")
DESCRIPTION_CHARACTERS = 500


class FormTruth(StrictField):
    """true or false as text."""

    expectation = "must be true or false"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise broken(f"{self.label} {self.expectation}", "invalid_type")
        return bool(value == "true")


_BYTES = {"type": "string", "format": "binary"}
_FIELDS = {
    "idea_id": {"type": "string", "format": "uuid"},
    "system_id": {"type": "string", "format": "uuid"},
    "description": {"type": "string", "maxLength": DESCRIPTION_CHARACTERS},
    "is_public": {"type": "string", "enum": ["true", "false"], "default": "false"},
}
MULTIPART = "multipart/form-data"
ONE_FILE = {MULTIPART: {"type": "object", "required": ["file"], "properties": {"file": _BYTES, **_FIELDS}}}
SEVERAL_FILES = {
    MULTIPART: {
        "type": "object",
        "required": ["files"],
        "properties": {"files": {"type": "array", "items": _BYTES, "minItems": 1, "maxItems": MOST_FILES}, **_FIELDS},
    }
}


class UploadFieldsSchema(BodySchema):
    """The text fields beside the files of a form."""

    idea_id = Reference()
    system_id = Reference()
    description = text_field(DESCRIPTION_CHARACTERS)
    is_public = FormTruth()


class FileChangesSchema(ChangesSchema):
    """Body of PUT."""

    description = text_field(DESCRIPTION_CHARACTERS)
    idea_id = Reference()
    system_id = Reference()
    is_public = Flag()


class FilePageSchema(ListSchema):
    """Page and order of files."""

    limit = QueryWhole(1, 100, load_default=50)
    order_by = QueryOrder(ORDERS, load_default="updated_at")


class FileListSchema(FilePageSchema):
    """Filters of the list."""

    system_id = QueryReference()
    idea_id = QueryReference()
    uploaded_by = QueryText(1, 100)
    mime_type = QueryText(1, 100)
    search = QuerySearch()
    is_public = QueryFlag()
    min_size = QueryWhole(0, 2**53)
    max_size = QueryWhole(0, 2**53)
    created_from = QueryMoment()
    created_to = QueryMoment(end_of_day=True)


class FileSearchSchema(FilePageSchema):
    """A search and its page."""

    q = QuerySearch(required=True)
