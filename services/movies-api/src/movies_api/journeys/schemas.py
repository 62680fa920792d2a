"""What the journey routes accept."""

from dataclasses import dataclass

from movies_api.parameters import PublicQuery, row_id
from movies_api.rules import INTENTION_TYPES
from suite.http.fields import QueryChoice


@dataclass(frozen=True, slots=True)
class JourneyQuery:
    """A feeling and an intention, by id or by type."""

    sentiment_id: int | None = None
    intention_id: int | None = None
    intention_type: str | None = None


class JourneyQuerySchema(PublicQuery):
    """Query string of GET /personalized-journey."""

    produces = JourneyQuery

    sentiment_id = row_id(data_key="sentimentId")
    intention_id = row_id(data_key="intentionId")
    intention_type = QueryChoice(INTENTION_TYPES, data_key="intentionType")
