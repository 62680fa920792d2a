"""What the Markdown routes accept."""

import re
from dataclasses import dataclass
from typing import Any

from documentation_api.markdown.folding import compose
from suite.http.fields import QueryField, QueryText, QueryWhole, broken
from suite.http.schemas import QuerySchema

MOST_TAGS = 10
_KEYWORD = re.compile(r"[a-z0-9_-]{1,50}")


@dataclass(frozen=True, slots=True)
class Filters:
    """All that is given has to hold."""

    domain: str | None = None
    type: str | None = None
    status: str | None = None
    tags: tuple[str, ...] = ()

    def shown(self) -> dict[str, Any]:
        """The given ones, as they are repeated in replies."""
        given = {"domain": self.domain, "type": self.type, "status": self.status, "tags": list(self.tags)}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class DocumentSearch(Filters):
    """A parsed search."""

    q: str | None = None
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FacetsRequest(Filters):
    """What is counted."""

    q: str | None = None


@dataclass(frozen=True, slots=True)
class Suggesting:
    """The beginning somebody has typed."""

    q: str
    limit: int = 5


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """`alpha` is the weight of likeness against words."""

    q: str
    limit: int = 10
    alpha: float = 0.65


@dataclass(frozen=True, slots=True)
class ContentRequest:
    """Which file is wanted."""

    path: str


class Keyword(QueryField):
    """A domain, type or status as it stands in the index."""

    def read(self, given: list[str]) -> str:
        text = self.only(given)
        if not _KEYWORD.fullmatch(text):
            raise broken(f"{self.label} must be 1 to 50 of a-z, 0-9, _ and -", "invalid_format")
        return text


class QueryTags(QueryField):
    """A comma list; what follows the tenth is ignored."""

    def read(self, given: list[str]) -> tuple[str, ...]:
        words = (compose(part).strip().lower() for value in given for part in value.split(","))
        return tuple(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


class Share(QueryField):
    """A decimal number from 0 to 1."""

    def read(self, given: list[str]) -> float:
        text = self.only(given)
        if not re.fullmatch(r"(?:0|1|0?\.\d{1,10}|0\.\d{0,10}|1\.0{0,10})", text):
            raise broken(f"{self.label} must be a number from 0 to 1", "out_of_range")
        return float(text)


class FilterSchema(QuerySchema):
    """domain, type, status and tags."""

    domain = Keyword()
    type = Keyword()
    status = Keyword()
    tags = QueryTags(metadata={"description": "comma list of at most 10; a document must have all of them"})


class DocumentSearchQuery(FilterSchema):
    """Query string of GET /search."""

    produces = DocumentSearch

    q = QueryText(2, 200, metadata={"description": 'words, "a phrase", -excluded, or'})
    limit = QueryWhole(1, 100)
    offset = QueryWhole(0, 10_000)


class FacetsSchema(FilterSchema):
    """Query string of GET /facets."""

    produces = FacetsRequest

    q = QueryText(0, 200)


class TitleQuery(QuerySchema):
    """Query string of GET /suggest."""

    produces = Suggesting

    q = QueryText(2, 200, required=True)
    limit = QueryWhole(1, 10)


class HybridSchema(QuerySchema):
    """Query string of GET /search-hybrid."""

    produces = HybridSearch

    q = QueryText(2, 200, required=True)
    limit = QueryWhole(1, 50)
    alpha = Share(metadata={"description": "weight of likeness against words, 0.65 by default"})


class ContentSchema(QuerySchema):
    """Query string of GET /content."""

    produces = ContentRequest

    path = QueryText(1, 1_024, required=True)
