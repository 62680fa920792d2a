"""SQL of traces."""

from collections.abc import Mapping
from typing import Any

import orjson

from suite.database import Connection

SLOTS, SLOT_SECONDS = 50, 1_800
SELECT_PERIOD = f"SELECT floor(extract(epoch FROM now()) / {SLOT_SECONDS})::bigint"
CLAIM_SLOT = """
    INSERT INTO trace_slots AS held (slot, period) VALUES (%(slot)s, %(period)s)
        ON CONFLICT (slot) DO UPDATE SET period = excluded.period WHERE held.period < excluded.period
    RETURNING true
"""
INSERT_SPANS = """
    INSERT INTO trace_spans (slot, trace_id, span_id, parent_id, outermost, service, name, kind, started_at,
                             started_ns, duration_ns, error, request_id, attributes, links)
    SELECT %(slot)s, trace_id, span_id, parent_id, outermost, service, name, kind, to_timestamp(started_ns / 1e9),
           started_ns, duration_ns, error, request_id, attributes, links
    FROM jsonb_to_recordset(%(spans)s::jsonb) AS span (
        trace_id varchar, span_id varchar, parent_id varchar, outermost boolean, service varchar, name varchar,
        kind smallint, started_ns bigint, duration_ns bigint, error varchar, request_id varchar, attributes jsonb,
        links jsonb)
    ON CONFLICT DO NOTHING
"""
SELECT_OLD_SLOTS = "SELECT slot FROM trace_slots WHERE period <= %(period)s ORDER BY period"
SELECT_OLDEST_SLOT = "SELECT slot FROM trace_slots WHERE period < %(period)s ORDER BY period LIMIT 1"
DELETE_SLOT = "DELETE FROM trace_slots WHERE slot = %(slot)s"
SELECT_BYTES = """
    SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint
    FROM pg_inherits WHERE inhparent = 'trace_spans'::regclass
"""
# What is looked for is outermost in its service; what is shown of each trace is all of it, and so is whether it failed:
# work that goes on after its failed step, as a sync does, is looked for as well.
SELECT_TRACES = """
    WITH found AS (
        SELECT trace_id, min(started_ns) AS started_ns, max(duration_ns) AS longest
        FROM trace_spans
        WHERE outermost
          AND (%(service)s::text IS NULL OR service = %(service)s)
          AND (%(request_id)s::text IS NULL OR request_id = %(request_id)s)
          AND (%(text)s::text IS NULL OR strpos(lower(name), lower(%(text)s)) > 0)
          AND (NOT %(failed)s OR trace_id IN (SELECT trace_id FROM trace_spans WHERE error IS NOT NULL))
        GROUP BY trace_id
        ORDER BY CASE WHEN %(slowest)s THEN max(duration_ns) END DESC NULLS LAST, min(started_ns) DESC
        LIMIT %(limit)s)
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'traceId', found.trace_id, 'name', first.name, 'service', first.service,
               'requestId', first.request_id, 'startedAt', to_char(
                   to_timestamp(first.started_ns / 1e9) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
               'durationMs', round(first.duration_ns / 1e6, 3), 'spans', whole.spans, 'services', whole.services,
               'error', whole.error)
               ORDER BY CASE WHEN %(slowest)s THEN found.longest END DESC NULLS LAST, found.started_ns DESC),
           '[]')::text
    FROM found
    CROSS JOIN LATERAL (
        SELECT count(*) AS spans, jsonb_agg(DISTINCT service) AS services, max(error) AS error
        FROM trace_spans WHERE trace_id = found.trace_id) AS whole
    CROSS JOIN LATERAL (
        SELECT name, service, request_id, started_ns, duration_ns FROM trace_spans
        WHERE trace_id = found.trace_id AND outermost ORDER BY started_ns LIMIT 1) AS first
"""
SELECT_TRACE = """
    SELECT jsonb_agg(jsonb_build_object(
               'spanId', span_id, 'parentId', parent_id, 'service', service, 'name', name, 'kind', kind,
               'startMs', round((started_ns - begun_ns) / 1e6, 3), 'durationMs', round(duration_ns / 1e6, 3),
               'error', error, 'requestId', request_id, 'attributes', attributes, 'links', links)
               ORDER BY started_ns, span_id)::text
    FROM (SELECT *, min(started_ns) OVER () AS begun_ns FROM trace_spans WHERE trace_id = %(trace_id)s
          ORDER BY started_ns LIMIT %(limit)s) AS spans
"""


def select_period(connection: Connection) -> int:
    """The half hour of now, since 1970."""
    return int(connection.value(SELECT_PERIOD))


def claim_slot(connection: Connection, period: int) -> None:
    """Empty the place of a half hour, when it still holds an older one."""
    slot = period % SLOTS
    if connection.value(CLAIM_SLOT, {"slot": slot, "period": period}):
        connection.run(f"TRUNCATE trace_spans_{slot:02d}")


def insert_spans(connection: Connection, period: int, rows: list[dict[str, Any]]) -> None:
    """Store spans; one that comes twice is stored once."""
    connection.run(INSERT_SPANS, {"slot": period % SLOTS, "spans": orjson.dumps(rows).decode()})


def select_old_slots(connection: Connection, period: int) -> list[int]:
    """Places that hold half hours up to `period`."""
    return [slot for (slot,) in connection.rows(SELECT_OLD_SLOTS, {"period": period})]


def select_oldest_slot(connection: Connection, before: int) -> int | None:
    """The place of the oldest half hour before `before`."""
    found = connection.value(SELECT_OLDEST_SLOT, {"period": before})
    return None if found is None else int(found)


def empty_slot(connection: Connection, slot: int) -> None:
    """Forget the spans of a place."""
    connection.run(f"TRUNCATE trace_spans_{slot:02d}")
    connection.run(DELETE_SLOT, {"slot": slot})


def select_bytes(connection: Connection) -> int:
    """What spans and their indexes take."""
    return int(connection.value(SELECT_BYTES))


def select_traces(connection: Connection, wanted: Mapping[str, Any]) -> str:
    """JSON array of traces, newest or slowest first."""
    return str(connection.value(SELECT_TRACES, wanted))


def select_trace(connection: Connection, trace_id: str, limit: int) -> str | None:
    """JSON array of a trace's spans in their order; None when there are none."""
    found = connection.value(SELECT_TRACE, {"trace_id": trace_id, "limit": limit})
    return None if found is None else str(found)
