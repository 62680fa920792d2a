"""What belongs to sentiments, intentions, steps and options beside their rows."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from movies_api.editing import journey_queries
from movies_api.editing.errors import BrokenJourney
from movies_api.journeys.graph import EMPTY, GraphProblem, find_problems
from movies_api.journeys.graph_queries import select_graphs
from suite.database import Connection
from suite.errors import Problem, ValidationFailed

HEAVIEST = 10
SENTIMENT_READS = {"journeyFlowId": "(SELECT f.id FROM journey_flows AS f WHERE f.main_sentiment_id = r.id)"}
STEP_READS = {
    "intentionIds": (
        "(SELECT coalesce(json_agg(l.emotional_intention_id ORDER BY l.emotional_intention_id), '[]')"
        " FROM emotional_intention_journey_steps AS l WHERE l.journey_step_flow_id = r.id)"
    )
}
OPTION_READS = {
    "expectedSubSentimentIds": (
        "(SELECT coalesce(json_agg(e.sub_sentiment_id ORDER BY e.sub_sentiment_id), '[]')"
        " FROM journey_option_flow_sub_sentiments AS e WHERE e.journey_option_flow_id = r.id)"
    )
}


def prepare_intention(connection: Connection, values: dict[str, Any], old: Mapping[str, Any] | None) -> dict[str, Any]:
    """Weights must be numbers."""
    for weight in values.get("subSentimentWeights", {}).values():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= HEAVIEST:
            message = f"subSentimentWeights must be numbers from 0 to {HEAVIEST}"
            raise ValidationFailed(problems=[Problem("subSentimentWeights", message, "out_of_range")])
    return values


def give_flow(connection: Connection, sentiment_id: Any, values: dict[str, Any]) -> None:
    """Every sentiment has a journey, be it empty."""
    journey_queries.insert_flow(connection, sentiment_id)


def drop_empty_flow(connection: Connection, row: Mapping[str, Any]) -> None:
    """A journey without steps goes with its sentiment; one with steps keeps it."""
    journey_queries.delete_empty_flow(connection, row["id"])


def touch_steps(connection: Connection, row: Mapping[str, Any]) -> None:
    """The steps an intention begins with change when it goes."""
    journey_queries.touch_steps(connection, row["id"])


def write_links(connection: Connection, step_id: Any, values: dict[str, Any]) -> None:
    """The intentions that begin with the step."""
    if "intentionIds" in values:
        journey_queries.replace_intentions(connection, step_id, values["intentionIds"])


def write_expected(connection: Connection, option_id: Any, values: dict[str, Any]) -> None:
    """The feelings an option expects."""
    if "expectedSubSentimentIds" in values:
        journey_queries.replace_expected(connection, option_id, values["expectedSubSentimentIds"])


def guard_intention(connection: Connection, row: Mapping[str, Any]) -> AbstractContextManager[None]:
    """The journey of its sentiment stays sound."""
    return sound_journeys(connection, journey_queries.select_flows_of_sentiment(connection, row["sentimentId"]))


def guard_step(connection: Connection, row: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Its journey stays sound."""
    return sound_journeys(connection, [row["journeyFlowId"]])


def guard_option(connection: Connection, row: Mapping[str, Any]) -> AbstractContextManager[None]:
    """The journey of its step stays sound."""
    return sound_journeys(connection, journey_queries.select_flows_of_step(connection, row["journeyStepFlowId"]))


@contextmanager
def sound_journeys(connection: Connection, flows: Iterable[int]) -> Iterator[None]:
    """Refuse a block that breaks a rule of these journeys.

    Writers of one journey wait for each other, so that two changes that are sound alone cannot break it together.
    What was broken before, in an old import, may stay so. A step may be empty while it is being written.
    """
    touched = sorted(set(flows))
    if not touched:
        yield
        return
    journey_queries.lock_flows(connection, touched)
    before = problems_of(connection, touched)
    yield
    added = [one for one in problems_of(connection, touched) if one not in before and one.kind != EMPTY]
    if added:
        raise BrokenJourney(added)


def problems_of(connection: Connection, flows: Iterable[int]) -> list[GraphProblem]:
    """Broken rules of these journeys."""
    return [
        problem
        for flow in flows
        for steps in select_graphs(connection, flow).values()
        for problem in find_problems(flow, steps)
    ]
