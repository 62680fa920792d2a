"""What systems are made from and how they are asked for."""

from typing import Any
from urllib.parse import urlsplit

from documentation_api.bodies import (
    AT_MOST,
    BodySchema,
    ChangesSchema,
    RecordTags,
    metadata_field,
    name_field,
    text_field,
    whole_field,
)
from documentation_api.listing.schemas import ListSchema, QuerySearch, QueryWord
from suite.http.fields import Choice, QueryText, QueryWhole, StrictField, broken
from suite.http.schemas import QuerySchema

TYPES = ("api", "webapp", "docs", "tool")
DEFAULT_TYPE = "webapp"
STATUSES = ("online", "offline", "error", "unknown")
URL_CHARACTERS = 512


class WebAddress(StrictField):
    """An absolute http or https URL without user info; may be cleared."""

    expectation = "must be a valid HTTP/HTTPS URL"

    def __init__(self) -> None:
        super().__init__(
            allow_none=True,
            metadata={
                "type": "string",
                "format": "uri",
                "pattern": r"^https?://[^/\s\\@]+(?:/[^\s\\]*)?$",
                "maxLength": URL_CHARACTERS,
            },
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not is_web_address(value):
            raise broken(f"{self.label} {self.expectation}", "invalid_format")
        return value


def is_web_address(text: str) -> bool:
    """Whether a text is one URL for every parser."""
    if len(text) > URL_CHARACTERS or not text.isprintable() or " " in text or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        return False


class NewSystemSchema(BodySchema):
    """Body of POST."""

    name = name_field(255)
    # Most systems somebody names with an address only are pages.
    type = Choice(TYPES, load_default=DEFAULT_TYPE)
    description = text_field(1_000)
    owner = text_field(100)
    url = WebAddress()
    tags = RecordTags()
    metadata = metadata_field()
    status = Choice(STATUSES)
    version = text_field(50, long=AT_MOST)
    icon = text_field(100, long=AT_MOST)
    color = text_field(20, long=AT_MOST)
    host = text_field(255, long=AT_MOST)
    port = whole_field(1, 65_535)


class SystemChangesSchema(ChangesSchema, NewSystemSchema):
    """Body of PUT."""


class SystemListSchema(ListSchema):
    """Filters of the list."""

    status = QueryWord()
    type = QueryWord()
    owner = QueryText(1, 100)
    search = QuerySearch()


class SystemSearchSchema(ListSchema):
    """A search and its page."""

    q = QuerySearch(required=True)


class CheckHistorySchema(QuerySchema):
    """How far to look back."""

    days = QueryWhole(1, 30, load_default=7)
