"""The personalised journey: checked, with every end option filled."""

import logging
from functools import partial

import orjson

from movies_api.journeys.errors import IntentionMismatch, IntentionNotFound, JourneyNotFound, NoJourneySteps
from movies_api.journeys.generated import fill_options
from movies_api.journeys.personal_queries import Journey, select_journey
from movies_api.posters.addresses import addressed
from movies_api.rules import ADJUSTMENTS, INTENTION_TYPES
from movies_api.service import MovieCall
from suite.database import Connection

log = logging.getLogger(__name__)
# {intention type: {entry type: number}}, as the statement reads it.
ADJUSTMENTS_JSON = orjson.dumps(
    {kind: {entry: float(row[kind]) for entry, row in ADJUSTMENTS.items()} for kind in INTENTION_TYPES}
).decode()


def read_journey(
    call: MovieCall, *, sentiment_id: int, intention_id: int | None = None, intention_type: str | None = None
) -> str:
    """The journey as JSON; raises what is missing."""
    with call.read() as connection:
        journey = select_journey(
            connection,
            sentiment_id=sentiment_id,
            intention_id=intention_id,
            intention_type=intention_type,
            adjustments=ADJUSTMENTS_JSON,
        )
        require_complete(journey, sentiment_id)
        steps = complete_steps(call, connection, journey)
    return (
        f'{{"id":"{sentiment_id}-{journey.intention_id}","mainSentimentId":{sentiment_id},'
        f'"emotionalIntentionId":{journey.intention_id},"steps":{steps}}}'
    )


def require_complete(journey: Journey, sentiment_id: int) -> None:
    """Raise the first reason why there is no journey, in the order clients expect."""
    if journey.intention_id is None:
        raise IntentionNotFound()
    if journey.sentiment_id != sentiment_id:
        raise IntentionMismatch()
    if not journey.has_flow:
        raise JourneyNotFound()
    if not journey.linked_steps:
        raise NoJourneySteps()


def complete_steps(call: MovieCall, connection: Connection, journey: Journey) -> str:
    """The steps as JSON; options nobody could follow are reported, end options without films filled."""
    if journey.unresolved:
        log.warning("options without a next step left out", extra={"option_ids": journey.unresolved})
    steps, settings = journey.steps or "[]", call.service.settings
    if not journey.empty or not settings.journey_fill:
        return steps
    return fill_options(connection, journey, steps, partial(addressed, settings))
