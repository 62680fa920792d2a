"""What the option routes accept."""

from dataclasses import dataclass

from movies_api.pagination import DEFAULT_ROWS, FARTHEST_OFFSET, MOST_ROWS
from movies_api.parameters import PublicQuery, page_limit, row_id, words
from suite.http.fields import QueryFlag, QueryWhole


@dataclass(frozen=True, slots=True)
class OptionList:
    """Filters and place of a page of options."""

    sentiment_id: int | None = None
    intention_id: int | None = None
    end_state: bool | None = None
    q: str | None = None
    limit: int = DEFAULT_ROWS
    offset: int = 0
    envelope: bool = False


class OptionListSchema(PublicQuery):
    """Query string of GET /journey-option-flows."""

    produces = OptionList

    sentiment_id = row_id(data_key="sentimentId")
    intention_id = row_id(data_key="intentionId")
    end_state = QueryFlag(data_key="endState")
    q = words(metadata={"description": "part of the text"})
    limit = page_limit(MOST_ROWS)
    offset = QueryWhole(0, FARTHEST_OFFSET)
    envelope = QueryFlag()
