"""SQL of the journey graphs as a whole."""

from typing import Any

from movies_api.journeys.graph import Option, Step
from suite.database import Connection

SELECT_GRAPH = """
    SELECT step.journey_flow_id, step.id, step.step_id, step."order",
           EXISTS (SELECT FROM emotional_intention_journey_steps AS link
                    WHERE link.journey_step_flow_id = step.id),
           coalesce((SELECT json_agg(json_build_array(option.id, option.next_step_id, option.is_end_state)
                                     ORDER BY option.id)
                       FROM journey_option_flows AS option
                      WHERE option.journey_step_flow_id = step.id), '[]')
      FROM journey_step_flows AS step
     WHERE %(flow)s::int IS NULL OR step.journey_flow_id = %(flow)s
     ORDER BY step.journey_flow_id, step.id
"""


def select_graphs(connection: Connection, flow_id: int | None = None) -> dict[int, list[Step]]:
    """Flow id → its steps, of one flow or of all that have steps."""
    graphs: dict[int, list[Step]] = {}
    for flow, *columns in connection.rows(SELECT_GRAPH, {"flow": flow_id}):
        graphs.setdefault(flow, []).append(step_of(columns))
    return graphs


def step_of(columns: list[Any]) -> Step:
    """A step from a row."""
    number, name, order, linked, options = columns
    return Step(number, name, order, linked, tuple(Option(*option) for option in options))
