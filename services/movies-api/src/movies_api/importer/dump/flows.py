"""Write the flows, steps, options and intentions of an import over whatever was loaded before."""

from collections.abc import Mapping, Sequence
from typing import Any

from movies_api.importer.dump import queries
from movies_api.importer.dump.files import Dump
from movies_api.importer.films import WRITER
from movies_api.loading.counts import Counts
from movies_api.loading.queries import delete_others, select_ids, upsert
from movies_api.loading.tables import (
    INTENTION_STEPS,
    INTENTIONS,
    JOURNEY_FLOWS,
    JOURNEY_OPTIONS,
    JOURNEY_STEPS,
)


def write_flows(dump: Dump, rows: Sequence[Mapping[str, Any]]) -> tuple[Counts, dict[int, int]]:
    """Flows; the map leads from ids of the import to ids of the database."""
    counts = upsert(dump.connection, JOURNEY_FLOWS, rows, WRITER)
    ids = queries.select_flow_ids(dump.connection)
    return counts, {row["id"]: ids[row["main_sentiment_id"]] for row in rows}


def write_steps(dump: Dump, rows: Sequence[Mapping[str, Any]]) -> Counts:
    """Steps; those an earlier import left in any flow go, those of editors stay."""
    flows = queries.select_flow_ids(dump.connection).values()
    kept = [row["id"] for row in rows]
    delete_others(dump.connection, JOURNEY_STEPS, "journey_flow_id", flows, kept, queries.LOADED_BY)
    queries.park_steps(dump.connection, rows)
    return upsert(dump.connection, JOURNEY_STEPS.without("mobile_question"), rows, WRITER)


def write_options(dump: Dump, rows: Sequence[Mapping[str, Any]]) -> Counts:
    """Options; what was suggested under another text is forgotten."""
    texts = {row["id"]: row["text"] for row in rows}
    before = queries.select_option_texts(dump.connection, texts)
    steps = queries.select_step_ids(dump.connection)
    delete_others(dump.connection, JOURNEY_OPTIONS, "journey_step_flow_id", steps, texts, queries.LOADED_BY)
    queries.forget_meaning(dump.connection, [number for number, text in before.items() if text != texts[number]])
    queries.park_options(dump.connection, rows)
    return upsert(dump.connection, JOURNEY_OPTIONS, rows, WRITER)


def write_intentions(
    dump: Dump, rows: Sequence[Mapping[str, Any]], steps: Mapping[int, int], hints: Mapping[int, str | None]
) -> Counts:
    """Intentions, each linked to the one step `steps` names for it."""
    counts = upsert(dump.connection, INTENTIONS, rows, WRITER)
    stored = select_ids(dump.connection, INTENTIONS)
    ids = {row["id"]: stored[row["main_sentiment_id"], row["intention_type"]] for row in rows}
    links = [
        {
            "emotional_intention_id": ids[intention],
            "journey_step_flow_id": step,
            "priority": 1,
            "is_required": True,
            "contextual_hint": hints.get(intention),
        }
        for intention, step in steps.items()
    ]
    queries.delete_other_links(dump.connection, {ids[intention]: step for intention, step in steps.items()})
    upsert(dump.connection, INTENTION_STEPS, links, WRITER)
    return counts
