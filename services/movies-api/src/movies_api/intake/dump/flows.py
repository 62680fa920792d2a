"""Write the flows, steps, options and intentions of an import over whatever was loaded before."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from movies_api.intake.dump import queries
from movies_api.intake.dump.files import LINE, Dump, Values
from movies_api.intake.films import WRITER
from movies_api.intake.tables import (
    INTENTION_STEPS,
    INTENTIONS,
    JOURNEY_FLOWS,
    JOURNEY_OPTIONS,
    JOURNEY_STEPS,
)
from suite.imports import RowCounts
from suite.imports.queries import delete_others, select_ids, upsert

# What these ids of the dump ask, the current journeys ask in other words; all other ids ask something else there.
UNCHANGED_OPTIONS = frozenset({32, 33, 34, 52})


def write_flows(dump: Dump, file: str, rows: Sequence[Values]) -> dict[int, int]:
    """Flows; the map leads from ids of the import to ids of the database."""
    stored = dump.write(file, JOURNEY_FLOWS, rows)
    ids = queries.select_flow_ids(dump.connection)
    return {row["id"]: ids[row["main_sentiment_id"]] for row in stored}


def write_steps(dump: Dump, file: str, rows: Sequence[Values]) -> list[Values]:
    """Steps; those an earlier import left in any flow go, those of editors stay. The stored ones."""
    flows = queries.select_flow_ids(dump.connection).values()
    step_ids = [row["id"] for row in rows]
    delete_others(dump.connection, JOURNEY_STEPS, "journey_flow_id", flows, step_ids, queries.LOADED_BY)
    with parked(dump, file, queries.STEPS, rows):
        return dump.write(file, JOURNEY_STEPS.without("mobile_question"), rows)


def write_options(dump: Dump, file: str, rows: Sequence[Values], *, absent_stay: Collection[int] = ()) -> list[Values]:
    """Options; what was chosen for one that asks something else now is forgotten. The stored ones.

    An option that keeps its place asks the same in other words: what editors chose for it stays, its heading too.
    `absent_stay` are ids that no row of a table stands for and that stay nevertheless.
    """
    before = queries.select_options(dump.connection)
    steps = queries.select_step_ids(dump.connection)
    ids = [row["id"] for row in rows]
    delete_others(
        dump.connection, JOURNEY_OPTIONS, "journey_step_flow_id", steps, [*ids, *absent_stay], queries.LOADED_BY
    )
    queries.forget_meaning(
        dump.connection, [row["id"] for row in rows if row["id"] in before and not keeps_meaning(before, row)]
    )
    headed = [{**row, "display_title": heading(before, row)} for row in rows]
    with parked(dump, file, queries.OPTIONS, rows):
        return dump.write(file, JOURNEY_OPTIONS, headed)


@contextmanager
def parked(dump: Dump, file: str, place: queries.Siblings, rows: Sequence[Values]) -> Iterator[None]:
    """A block in which no row of the database has a name that another of `rows` is about to take."""
    queries.park(dump.connection, place, rows)
    yield
    lines = {row["id"]: row.get(LINE, 1) for row in rows}
    for number in queries.unpark(dump.connection, place):
        text = f"{place.table} {number} has no {place.name} any more: another row took it"
        dump.report.file(file).remark_row(lines[number], text)


def keeps_meaning(before: Mapping[int, queries.StoredOption], row: Mapping[str, Any]) -> bool:
    """Whether a stored option and a row of its id answer the same question, however they are worded."""
    stored = before[row["id"]]
    place = (row["journey_step_flow_id"], row["option_id"], row["is_end_state"])
    return row["id"] in UNCHANGED_OPTIONS or (stored.step, stored.option_id, stored.is_end_state) == place


def heading(before: Mapping[int, queries.StoredOption], row: Mapping[str, Any]) -> str:
    """The display title somebody wrote for the answer; else its text as a heading."""
    stored = before.get(row["id"])
    written = stored.display_title if stored and stored.display_title != display_title(stored.text) else None
    return written if written and keeps_meaning(before, row) else display_title(row["text"])


def display_title(text: str) -> str:
    """The option as a heading: without leading dots and closing marks."""
    title = text.strip().lstrip(". ").rstrip('?". ')
    return title[:1].upper() + title[1:]


def write_intentions(
    dump: Dump, file: str | None, rows: Sequence[Values], steps: Mapping[int, int], hints: Mapping[int, str | None]
) -> None:
    """Intentions, each linked to the one step `steps` names for it."""
    # A dump tells only the wording: genres, tone and weights come from the seeds, and from whoever changed them since.
    added = upsert(dump.connection, INTENTIONS, rows, WRITER, overwrite=False)
    worded = upsert(
        dump.connection, INTENTIONS.only("main_sentiment_id", "intention_type", "description"), rows, WRITER
    )
    if file:
        dump.report.file(file).tally(RowCounts(added.created, worded.updated, added.unchanged - worded.updated))
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
