"""What GET /movies/suggestions accepts."""

from dataclasses import dataclass

from movies_api.feedback.schemas import visitor_key
from movies_api.parameters import PublicQuery, page_limit, row_id, uuid_text
from movies_api.rules import CERTIFICATIONS, INTENTION_TYPES
from suite.http.fields import QueryChoice, QueryEntries, QueryNumber, QueryWhole, QueryWords

MOST_SUGGESTIONS = 50
MOST_PLATFORMS = 30
MOST_EXCLUDED = 100
# The weight of the score against the difference from films before; docs/recommendation.md.
DEFAULT_TRADE_OFF = 0.9


@dataclass(frozen=True, slots=True)
class SuggestionQuery:
    """A feeling, an intention, and what narrows the films."""

    sentiment_id: int | None = None
    intention_id: int | None = None
    intention_type: str | None = None
    option_id: int | None = None
    visitor: str | None = None
    platforms: list[str] | None = None
    access: str = "included"
    max_runtime: int | None = None
    certification: str | None = None
    excluded: list[str] | None = None
    limit: int = 10
    trade_off: float = DEFAULT_TRADE_OFF


class SuggestionQuerySchema(PublicQuery):
    """Query string of GET /movies/suggestions."""

    produces = SuggestionQuery

    sentiment_id = row_id(data_key="sentimentId")
    intention_id = row_id(data_key="intentionId")
    intention_type = QueryChoice(INTENTION_TYPES, data_key="intentionType")
    option_id = row_id(data_key="optionId", metadata={"description": "an answer of the intention's journey"})
    visitor = visitor_key(metadata={"description": "whose verdicts count; see /movies/suggestions/feedback"})
    platforms = QueryWords(most=MOST_PLATFORMS, high=200, metadata={"description": "ids or names; any of them"})
    access = QueryChoice(("included", "any"), metadata={"description": "any also admits rental and purchase"})
    max_runtime = QueryWhole(1, 600, data_key="maxRuntime")
    certification = QueryChoice(CERTIFICATIONS, metadata={"description": "the highest accepted"})
    excluded = QueryEntries(uuid_text, "UUIDs", most=MOST_EXCLUDED, data_key="exclude")
    limit = page_limit(MOST_SUGGESTIONS)
    trade_off = QueryNumber(0, 1, data_key="lambda", metadata={"description": "1: by score only"})
