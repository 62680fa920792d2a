"""What the journey routes accept."""

from dataclasses import dataclass

from movies_api.parameters import Choice, Id, PublicQuery
from movies_api.rules import INTENTION_TYPES


@dataclass(frozen=True, slots=True)
class JourneyQuery:
    """A feeling and an intention, by id or by type."""

    sentiment_id: int | None = None
    intention_id: int | None = None
    intention_type: str | None = None


class JourneyQuerySchema(PublicQuery):
    """Query string of GET /personalized-journey."""

    produces = JourneyQuery

    sentiment_id = Id(data_key="sentimentId")
    intention_id = Id(data_key="intentionId")
    intention_type = Choice(INTENTION_TYPES, data_key="intentionType")
