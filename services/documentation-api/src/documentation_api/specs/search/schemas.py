"""How specs are searched."""

from typing import Any

from marshmallow import ValidationError

from suite.http.fields import QueryChoice, QueryText, QueryWhole, broken
from suite.http.schemas import QuerySchema

TYPES = ("endpoint", "schema", "channel", "message")
SOURCES = ("openapi", "asyncapi", "schema")


class SearchWords(QueryText):
    """A search text; `missing` is what its absence is answered with."""

    def __init__(self, missing: str, **options: Any) -> None:
        super().__init__(1, 200, required=True, **options)
        self._missing = missing

    def missing_message(self) -> str:
        return self._missing

    def read(self, given: list[str]) -> str:
        if not self.only(given).strip():
            raise self._absent()
        return super().read(given)

    def _absent(self) -> ValidationError:
        return broken(self._missing, "required")


class SpecSearchQuery(QuerySchema):
    """Query of GET /api/v1/search."""

    q = SearchWords("Search query is required")
    type = QueryChoice(TYPES)
    source = QueryChoice(SOURCES)
    version = QueryText(1, 64)
    limit = QueryWhole(1, 100, load_default=10)
    offset = QueryWhole(0, 10_000, load_default=0)


class SpecTitleQuery(QuerySchema):
    """Query of GET /api/v1/suggest."""

    q = SearchWords("Query is required")
    limit = QueryWhole(1, 10, load_default=5)
