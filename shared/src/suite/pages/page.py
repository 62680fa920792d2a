"""What a page says of itself, beside the template that shows its content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suite.errors import NotFound

DESCRIPTION_LENGTH = 300


class PageNotFound(NotFound):
    """Page not found"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: `path` is its canonical one below the site, `canonical` another address where the content comes from.

    `kind` is the type of Open Graph, `image` an address or a path of the site. `data` are objects of JSON-LD without
    their context. Times and author belong to articles.
    """

    template: str
    title: str
    description: str
    path: str
    kind: str = "website"
    site: str | None = None
    site_name: str | None = None
    canonical: str | None = None
    image: str | None = None
    image_alt: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    author: str | None = None
    section: str | None = None
    tags: Sequence[str] = ()
    indexed: bool = True
    data: Sequence[Mapping[str, Any]] = ()
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The description as previews show it: one line, cut between words."""
        text = " ".join(self.description.split())
        return text if len(text) <= DESCRIPTION_LENGTH else text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + "…"
