"""Whether a stream fits its source and its target, and what changed in the source since the last run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from db_sync_worker.engine.outcome import Misconfigured, StreamFailed
from db_sync_worker.source.columns import SourceColumn, is_safe_change
from db_sync_worker.streams.model import Column, Stream
from db_sync_worker.target.table_queries import Table

# From a type of the target to one that holds every value of it.
WIDENINGS = frozenset(
    {
        ("smallint", "integer"),
        ("smallint", "bigint"),
        ("integer", "bigint"),
        ("real", "double precision"),
    }
)


@dataclass
class Drift:
    """Sentences about what changed; `stops` are those the stream cannot go on with."""

    notes: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)


def check_target(stream: Stream, table: Table) -> Iterator[str]:
    """What the target lacks, one line each."""
    if not table.types:
        yield f"stream {stream.name}: there is no table {stream.target}"
        return
    for column in stream.columns:
        actual = table.types.get(column.name)
        if actual is None:
            yield f"stream {stream.name}: {stream.target} has no column {column.name}"
        elif stream.evolve and (column.type.kind, actual) in WIDENINGS:
            continue
        elif as_written(actual) != str(column.type):
            yield f"stream {stream.name}: {stream.target}.{column.name} is {actual}, not {column.type}"
    if "updated_at" not in table.types:
        yield f"stream {stream.name}: {stream.target} has no column updated_at"
    if frozenset(stream.key) not in table.keys:
        yield f"stream {stream.name}: {stream.target} has no unique constraint on ({', '.join(stream.key)})"


def as_written(actual: str) -> str:
    """PostgreSQL's name of a type as streams files write it."""
    return actual.replace("timestamp with time zone", "timestamptz").replace("character varying", "varchar")


def check_source(stream: Stream, columns: list[SourceColumn]) -> None:
    """Raise Misconfigured when the source lacks what is mapped, or has it in a form nobody can copy."""
    known = {column.name: column for column in columns}
    problems = [f"{stream.timestamp} is not a column of the source"] if stream.timestamp not in known else []
    for column in stream.columns:
        problems += _origin_problems(column, known)
    if problems:
        raise Misconfigured("; ".join(problems))


def _origin_problems(column: Column, known: Mapping[str, SourceColumn]) -> Iterator[str]:
    for name in column.source_columns:
        if name in known and known[name].family is None:
            yield f"{name} is {known[name].type}, which cannot be copied; leave it out"
    replaceable = column.default is not None or len(column.origins) > len(column.source_columns)
    if not replaceable and not any(name in known for name in column.source_columns):
        yield f"column {column.name}: the source has no column {' or '.join(column.source_columns)}"


def compare_columns(stream: Stream, before: Mapping[str, str] | None, columns: list[SourceColumn]) -> Drift:
    """What changed since the columns were recorded."""
    drift = Drift()
    if before is None:
        return drift
    now = {column.name: column.type for column in columns}
    mapped = {name for column in stream.columns for name in column.source_columns} | {stream.timestamp}
    for name in sorted(before.keys() | now.keys()):
        if stream.evolve and name in now and (name not in before or is_safe_change(before[name], now[name])):
            continue
        if name not in before:
            drift.notes.append(f"column {name} {now[name]} was added")
        elif name not in now:
            _note(drift, f"column {name} was removed", serious=name in mapped)
        elif before[name] != now[name]:
            safe = is_safe_change(before[name], now[name])
            _note(drift, f"column {name} was {before[name]} and is {now[name]}", serious=name in mapped and not safe)
    return drift


def _note(drift: Drift, sentence: str, *, serious: bool) -> None:
    drift.notes.append(sentence)
    if serious:
        drift.stops.append(sentence)


def refuse_drift(drift: Drift) -> None:
    """Raise StreamFailed when a mapped column is gone or means something else."""
    if drift.stops:
        raise StreamFailed(f"schema drift: {'; '.join(drift.stops)}; run once with --accept-drift to go on as it is")
