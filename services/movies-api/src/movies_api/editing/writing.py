"""Create, change and delete a row with all that belongs to it, in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from movies_api.editing import queries
from movies_api.editing.audit import record
from movies_api.editing.errors import (
    BrokenJourney,
    PreconditionRequired,
    RowModified,
    RowNotFound,
    judged_by_database,
)
from movies_api.editing.journey_queries import lock_flows
from movies_api.editing.nouns import Noun
from movies_api.journeys.graph import EMPTY, GraphProblem, find_problems
from movies_api.journeys.graph_queries import select_graphs
from suite.database import Connection
from suite.errors import Problem, ValidationFailed
from suite.http import Call
from suite.http.etags import matches, strong
from suite.ids import uuid7

Row = dict[str, Any]


def create_row(call: Call, noun: Noun, values: Row) -> Row:
    """Store a new row; it as it is stored."""
    with call.transaction() as connection, judged_by_database():
        queries.ensure_user(connection, call.identity)
        with sound_journeys(connection, noun.flows(connection, values)):
            prepared = noun.prepare(connection, values, None)
            row_id = queries.insert_row(connection, noun, prepared, call.identity, uuid7() if noun.uuid else None)
            noun.finish(connection, row_id, prepared)
        new = require(queries.select_row(connection, noun, row_id))
        record(connection, call, noun.table, None, new)
    return new


def update_row(call: Call, noun: Noun, row_id: Any, values: Row) -> Row:
    """Change the version the caller has read; RowModified when there is a newer one."""
    with call.transaction() as connection, judged_by_database():
        queries.ensure_user(connection, call.identity)
        seen = require(queries.select_row(connection, noun, row_id))
        with sound_journeys(connection, noun.flows(connection, seen)):
            old = require_version(call, queries.lock_row(connection, noun, row_id))
            refuse_fixed(noun, values, old)
            wanted = {key: value for key, value in values.items() if key not in noun.fixed}
            prepared = noun.prepare(connection, wanted, old)
            if not queries.update_row(connection, noun, row_id, old["version"], prepared, call.identity):
                raise RowModified(old["version"])
            noun.finish(connection, row_id, prepared)
        new = require(queries.select_row(connection, noun, row_id))
        record(connection, call, noun.table, old, new)
    return new


def delete_row(call: Call, noun: Noun, row_id: Any) -> None:
    """Delete the version the caller has read."""
    with call.transaction() as connection, judged_by_database():
        queries.ensure_user(connection, call.identity)
        seen = require(queries.select_row(connection, noun, row_id))
        with sound_journeys(connection, noun.flows(connection, seen)):
            old = require_version(call, queries.lock_row(connection, noun, row_id))
            noun.leave(connection, old)
            queries.delete_row(connection, noun, row_id)
        record(connection, call, noun.table, old, None)


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
    lock_flows(connection, touched)
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


def require(row: Row | None) -> Row:
    """The row, or RowNotFound."""
    if row is None:
        raise RowNotFound()
    return row


def require_version(call: Call, row: Row | None) -> Row:
    """The row when it is the one If-Match names."""
    given = call.header("If-Match")
    if given is None:
        raise PreconditionRequired()
    found = require(row)
    if not matches(given, strong(found["version"])):
        raise RowModified(found["version"])
    return found


def refuse_fixed(noun: Noun, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    """ValidationFailed when a key that cannot change would."""
    problems = [
        Problem(key, f"{key} cannot be changed", "immutable")
        for key in noun.fixed
        if key in values and values[key] != old[key]
    ]
    if problems:
        raise ValidationFailed(problems=problems)
