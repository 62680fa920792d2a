"""A film as an importer found it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suite.imports.values import BadValue
from suite.text.folding import fold

FIRST_YEAR, LAST_YEAR = 1870, 2100
LONGEST_TITLE, MOST_FOLDED_BYTES = 255, 2_000


@dataclass
class ImportedFilm:
    """`cast` are names in order; `key` is what makes it the same film as another row of its file."""

    line: int
    title: str
    year: int | None
    id: str | None = None
    original_title: str | None = None
    director: str | None = None
    genres: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    description: str | None = None
    thumbnail: str | None = None
    vote_average: float | None = None
    vote_count: int | None = None
    certification: str | None = None
    adult: bool = False
    runtime: int | None = None
    tmdb_id: int | None = None
    source: dict[str, Any] = field(default_factory=dict)
    cast: list[str] = field(default_factory=list)
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        """Folded title and year."""
        return fold(self.title), self.year


def required_title(text: str | None) -> str:
    """A title that fits; BadValue."""
    if not text:
        raise BadValue("title is missing")
    # Some signs fold to many: an index takes 2 700 bytes.
    if len(text) > LONGEST_TITLE or len(fold(text).encode()) > MOST_FOLDED_BYTES:
        raise BadValue(f"title is longer than {LONGEST_TITLE} characters")
    return text
