"""What the intention routes accept."""

from dataclasses import dataclass

from movies_api.pagination import DEFAULT_ROWS, FARTHEST_OFFSET, MOST_ROWS
from movies_api.parameters import PublicQuery, page_limit, row_id
from movies_api.rules import INTENTION_TYPES
from suite.http.fields import QueryChoice, QueryFlag, QueryWhole


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

    sentiment_id = row_id(data_key="sentimentId")
    intention_type = QueryChoice(INTENTION_TYPES, data_key="intentionType")
    limit = page_limit(MOST_ROWS)
    offset = QueryWhole(0, FARTHEST_OFFSET)
    envelope = QueryFlag()
