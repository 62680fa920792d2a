"""SQL of what belongs to edited sentiments, intentions, steps and options."""

from collections.abc import Iterable

from suite.database import Connection


def insert_flow(connection: Connection, sentiment_id: int) -> None:
    """An empty flow for a sentiment without one."""
    connection.run(
        "INSERT INTO journey_flows (main_sentiment_id) VALUES (%s) ON CONFLICT (main_sentiment_id) DO NOTHING",
        (sentiment_id,),
    )


def delete_empty_flow(connection: Connection, sentiment_id: int) -> None:
    """Drop the flow of a sentiment when it has no steps."""
    connection.run(
        "DELETE FROM journey_flows AS flow WHERE main_sentiment_id = %s"
        " AND NOT EXISTS (SELECT FROM journey_step_flows AS step WHERE step.journey_flow_id = flow.id)",
        (sentiment_id,),
    )


def replace_intentions(connection: Connection, step_id: int, intentions: Iterable[int]) -> None:
    """Exactly these intentions begin with the step; hints of those that stay are kept."""
    given = list(intentions)
    connection.run(
        "DELETE FROM emotional_intention_journey_steps"
        " WHERE journey_step_flow_id = %s AND NOT emotional_intention_id = ANY(%s)",
        (step_id, given),
    )
    connection.run(
        "INSERT INTO emotional_intention_journey_steps (emotional_intention_id, journey_step_flow_id)"
        " SELECT DISTINCT given, %s FROM unnest(%s::int[]) AS given"
        " ON CONFLICT (emotional_intention_id, journey_step_flow_id) DO NOTHING",
        (step_id, given),
    )


def touch_steps(connection: Connection, intention_id: int) -> None:
    """Steps that are about to lose an intention get a new version."""
    connection.run(
        "UPDATE journey_step_flows AS step SET version = step.version + 1, updated_at = now()"
        " FROM emotional_intention_journey_steps AS link"
        " WHERE link.journey_step_flow_id = step.id AND link.emotional_intention_id = %s",
        (intention_id,),
    )


def replace_expected(connection: Connection, option_id: int, subs: Iterable[int]) -> None:
    """The option expects exactly these feelings; weights of those that stay are kept."""
    given = list(subs)
    connection.run(
        "DELETE FROM journey_option_flow_sub_sentiments"
        " WHERE journey_option_flow_id = %s AND NOT sub_sentiment_id = ANY(%s)",
        (option_id, given),
    )
    connection.run(
        "INSERT INTO journey_option_flow_sub_sentiments (journey_option_flow_id, sub_sentiment_id)"
        " SELECT DISTINCT %s, given FROM unnest(%s::int[]) AS given"
        " ON CONFLICT (journey_option_flow_id, sub_sentiment_id) DO NOTHING",
        (option_id, given),
    )


def select_flows_of_sentiment(connection: Connection, sentiment_id: int) -> list[int]:
    """Ids of a sentiment's flows."""
    rows = connection.rows("SELECT id FROM journey_flows WHERE main_sentiment_id = %s", (sentiment_id,))
    return [number for (number,) in rows]


def select_flows_of_step(connection: Connection, step_id: int) -> list[int]:
    """Id of a step's flow."""
    rows = connection.rows("SELECT journey_flow_id FROM journey_step_flows WHERE id = %s", (step_id,))
    return [number for (number,) in rows]


def lock_flows(connection: Connection, flows: Iterable[int]) -> None:
    """Wait until nobody else changes these journeys."""
    connection.run("SELECT id FROM journey_flows WHERE id = ANY(%s) ORDER BY id FOR UPDATE", (list(flows),))
