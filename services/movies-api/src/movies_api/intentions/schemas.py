"""What the intention routes accept."""

from dataclasses import dataclass

from movies_api.pagination import DEFAULT_ROWS, FARTHEST_OFFSET, MOST_ROWS
from movies_api.parameters import Choice, Flag, Id, Limit, PublicQuery, Whole
from movies_api.rules import INTENTION_TYPES


@dataclass(frozen=True, slots=True)
class IntentionList:
    """Filters and place of a page of intentions."""

    sentiment_id: int | None = None
    intention_type: str | None = None
    limit: int = DEFAULT_ROWS
    offset: int = 0
    envelope: bool = False


class IntentionListSchema(PublicQuery):
    """Query string of GET /emotional-intentions."""

    produces = IntentionList

    sentiment_id = Id(data_key="sentimentId")
    intention_type = Choice(INTENTION_TYPES, data_key="intentionType")
    limit = Limit(MOST_ROWS)
    offset = Whole(0, FARTHEST_OFFSET)
    envelope = Flag()
