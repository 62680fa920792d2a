"""The dump's own journeys, loaded as they are."""

from collections.abc import Mapping
from typing import Any

from movies_api.intake.dump.files import Dump, require_reference
from movies_api.intake.dump.flows import write_flows, write_intentions, write_options, write_steps
from movies_api.intake.seed.content import seed_intentions
from movies_api.intake.tables import JOURNEY_FLOWS, JOURNEY_OPTIONS, JOURNEY_STEPS
from suite.imports.values import (
    flag_of,
    required_text,
    required_whole,
    text_of,
    times_of,
)

FLOW_FILE = "JourneyFlow_rows.csv"
STEP_FILE = "JourneyStepFlow_rows.csv"
OPTION_FILE = "JourneyOptionFlow_rows.csv"


def import_legacy_journeys(dump: Dump) -> list[int]:
    """Flows, steps and options of the dump, and the shipped intentions on top; the ids of the options."""
    flows = import_flows(dump)
    steps = import_steps(dump, flows)
    options = import_options(dump, steps)
    link_intentions(dump, steps, flows)
    return options


def import_flows(dump: Dump) -> dict[int, int]:
    """JourneyFlow_rows.csv; id of the dump → id of the database."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        sentiment = required_whole(row, "mainSentimentId")
        require_reference(dump.sentiments, sentiment, "mainSentimentId")
        return {"id": required_whole(row, "id"), "main_sentiment_id": sentiment, **times_of(row)}

    return write_flows(dump, FLOW_FILE, dump.rows_of(FLOW_FILE, JOURNEY_FLOWS, parse))


def import_steps(dump: Dump, flows: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """JourneyStepFlow_rows.csv; the rows by id."""

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        flow = required_whole(row, "journeyFlowId")
        require_reference(flows, flow, "journeyFlowId")
        return {
            "id": required_whole(row, "id"),
            "journey_flow_id": flows[flow],
            "step_id": required_text(row, "stepId", longest=20),
            "order": required_whole(row, "order", 0, 1_000),
            "question": required_text(row, "question", longest=1_000),
            **times_of(row),
        }

    rows = write_steps(dump, STEP_FILE, dump.rows_of(STEP_FILE, JOURNEY_STEPS, parse))
    return {row["id"]: row for row in rows}


def import_options(dump: Dump, steps: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """JourneyOptionFlow_rows.csv; the ids."""
    named = {(step["journey_flow_id"], step["step_id"]) for step in steps.values()}
    report = dump.report.file(OPTION_FILE)

    def parse(line: int, row: Mapping[str, Any]) -> dict[str, Any]:
        step = required_whole(row, "journeyStepFlowId")
        require_reference(steps, step, "journeyStepFlowId")
        following, ends = text_of(row, "nextStepId", longest=20), flag_of(row, "isEndState")
        if following == "NULL":
            following = None
        if following and ends:
            report.remark_row(line, f"nextStepId {following} of an end is left out")
            following = None
        if following and (steps[step]["journey_flow_id"], following) not in named:
            report.remark_row(line, f"nextStepId {following} names no step of the flow and is left out")
            following = None
        if not following and not ends:
            report.remark_row(line, "leads nowhere: it is no end and names no next step")
        return {
            "id": required_whole(row, "id"),
            "journey_step_flow_id": step,
            "option_id": required_text(row, "optionId", longest=20),
            "text": required_text(row, "text", longest=1_000),
            "next_step_id": following,
            "is_end_state": ends,
            **times_of(row),
        }

    rows = dump.rows_of(OPTION_FILE, JOURNEY_OPTIONS, parse)
    return [row["id"] for row in write_options(dump, OPTION_FILE, rows)]


def link_intentions(dump: Dump, steps: Mapping[int, Mapping[str, Any]], flows: Mapping[int, int]) -> None:
    """The four shipped intentions of each sentiment lead to the first step of its flow."""
    first = {step["journey_flow_id"]: number for number, step in steps.items() if step["order"] == 1}
    known = [intention for intention in seed_intentions() if flows.get(intention.flow_id) in first]
    links = {intention.id: first[flows[intention.flow_id]] for intention in known}
    write_intentions(dump, None, [intention.row() for intention in known], links, {})
