"""What the sentiment routes accept."""

from dataclasses import dataclass

from movies_api.parameters import FrontendQuery, Limit, Whole, Words

MOST_SENTIMENTS = 200


@dataclass(frozen=True, slots=True)
class SentimentList:
    """A page of sentiments."""

    q: str | None = None
    limit: int = MOST_SENTIMENTS
    offset: int = 0


class SentimentListSchema(FrontendQuery):
    """Query string of GET /main-sentiments."""

    produces = SentimentList

    q = Words(metadata={"description": "part of the name or description"})
    limit = Limit(MOST_SENTIMENTS)
    offset = Whole(0, 100_000)
