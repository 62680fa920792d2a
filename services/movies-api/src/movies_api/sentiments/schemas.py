"""What the sentiment routes accept."""

from dataclasses import dataclass

from movies_api.parameters import FrontendQuery, page_limit, words
from suite.http.fields import QueryWhole

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

    q = words(metadata={"description": "part of the name or description"})
    limit = page_limit(MOST_SENTIMENTS)
    offset = QueryWhole(0, 100_000)
