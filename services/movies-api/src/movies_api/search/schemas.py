"""What the live search accepts."""

from dataclasses import dataclass

from movies_api.parameters import FrontendQuery, row_id, words


@dataclass(frozen=True, slots=True)
class LiveSearch:
    """All that is given has to match."""

    q: str | None = None
    sentiment: int | None = None
    platform: int | None = None


class LiveSearchSchema(FrontendQuery):
    """Query string of GET /api/public/search."""

    produces = LiveSearch

    q = words(metadata={"description": "words, part of a title, people; typing errors are forgiven"})
    sentiment = row_id()
    platform = row_id()
