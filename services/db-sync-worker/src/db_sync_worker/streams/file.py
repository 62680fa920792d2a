"""From the streams file, or the environment, to streams: every problem is told, none is guessed away."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from jsonschema import Draft202012Validator

from db_sync_worker.settings import Settings
from db_sync_worker.source.queries import FIRST_QUERY, LATER_QUERY
from db_sync_worker.streams.model import Candles, Column, ColumnType, Stream, parse_duration, parse_moment
from suite.settings import ConfigurationError
from suite.text.yaml import YamlError, read_yaml

MAX_FILE_BYTES = 1_048_576
NUMBERS = frozenset({"smallint", "integer", "bigint", "real", "double precision", "numeric"})
# The mapping of the contract, for a source whose columns nobody has listed.
SIGNAL_COLUMNS: dict[str, dict[str, Any]] = {
    "signal_id": {"from": ["signal_id", "id", "trade_id", "$rowhash"], "type": "text", "required": True},
    "source": {"from": "source", "type": "text", "default": "questdb"},
    "symbol": {"from": "symbol", "type": "text", "required": True},
    "direction": {"from": "direction", "type": "text", "required": True},
    "confidence": {"from": "confidence", "type": "numeric(5,2)"},
    "payload": {"from": "$row", "type": "jsonb"},
    "created_at": {"from": "created_at", "type": "timestamptz", "required": True},
}


def load_streams(settings: Settings) -> tuple[Stream, ...]:
    """All streams; ConfigurationError with one line a problem."""
    path = settings.streams_path
    if settings.questdb_query or (not path.exists() and settings.streams_file is None):
        return (stream_of_environment(settings),)
    try:
        content = path.read_bytes()
        if len(content) > MAX_FILE_BYTES:
            raise ConfigurationError([f"{path.name}: is larger than {MAX_FILE_BYTES} bytes"])
        document = read_yaml(content.decode("utf-8"))
    except OSError as error:
        raise ConfigurationError([f"{path}: cannot be read: {error.strerror}"]) from error
    except (YamlError, UnicodeDecodeError) as error:
        where = f" in line {error.line}" if isinstance(error, YamlError) else ""
        raise ConfigurationError([f"{path.name}: is not YAML{where}: {' '.join(str(error).split())}"]) from error
    return parse_streams(document, path.name)


def parse_streams(document: Any, file_name: str) -> tuple[Stream, ...]:
    """Streams of a parsed file; ConfigurationError with one line a problem."""
    problems = [f"{file_name}: {problem}" for problem in _schema_problems(document)]
    if not problems:
        problems = [f"{file_name}: {problem}" for problem in _rule_problems(document)]
    if problems:
        raise ConfigurationError(problems)
    defaults = document.get("defaults", {})
    return tuple(_stream({**defaults, **entry}) for entry in document["streams"])


def missing_archive() -> str | None:
    """What an archive needs and is not installed, in a sentence with the command that installs it."""
    missing = [name for name in ("pyarrow", "duckdb") if find_spec(name) is None]
    if not missing:
        return None
    return f"an archive needs {' and '.join(missing)}, not installed here: scripts/start-all.sh --with archive"


def stream_of_environment(settings: Settings) -> Stream:
    """The one stream of QUESTDB_QUERY, QUESTDB_INCREMENTAL_QUERY and TIMESCALEDB_STREAM."""
    return Stream(
        name=settings.stream_name,
        timestamp="created_at",
        target="market.trading_signals",
        key=("signal_id", "created_at"),
        time="created_at",
        columns=tuple(_column(name, entry) for name, entry in SIGNAL_COLUMNS.items()),
        query=settings.questdb_query or FIRST_QUERY,
        incremental_query=settings.questdb_incremental_query or LATER_QUERY,
        batch_rows=settings.batch_size,
        # The query says where it begins.
        start="min",
        reconcile_every=None,
    )


def _schema_problems(document: Any) -> Iterator[str]:
    schema = json.loads(files(__package__).joinpath("streams.schema.json").read_text(encoding="utf-8"))
    for error in sorted(Draft202012Validator(schema).iter_errors(document), key=lambda item: item.json_path):
        yield f"{error.json_path}: {error.message}"


def _rule_problems(document: Any) -> Iterator[str]:
    names = Counter(entry["name"] for entry in document["streams"])
    yield from (f"stream {name}: is named {times} times" for name, times in names.items() if times > 1)
    yield from _shared_targets(document["streams"])
    defaults = document.get("defaults", {})
    for entry in document["streams"]:
        for problem in _stream_problems({**defaults, **entry}):
            yield f"stream {entry['name']}: {problem}"


def _shared_targets(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Each stream would take the rows of the other for extra ones, and delete them when told to."""
    streams: dict[str, list[str]] = {}
    for entry in entries:
        streams.setdefault(entry["target"]["table"], []).append(entry["name"])
    for table, names in streams.items():
        if len(names) > 1:
            yield f"streams {' and '.join(names)}: fill one target, {table}; give each its own, and join them in a view"


def _stream_problems(entry: dict[str, Any]) -> Iterator[str]:
    columns, target = entry["columns"], entry["target"]
    for name in target["key"]:
        if name not in columns:
            yield f"key column {name} is not mapped"
        elif columns[name]["from"] in ("$occurrence", ["$occurrence"]):
            continue
        elif not columns[name].get("required") and "default" not in columns[name]:
            yield f"key column {name} must be required"
    if target["time"] not in target["key"]:
        yield f"the key must contain the time column {target['time']}"
    if target["time"] in columns and columns[target["time"]]["type"] != "timestamptz":
        yield f"time column {target['time']} must be timestamptz"
    elif target["time"] in columns and columns[target["time"]]["from"] not in (
        entry["source"]["timestamp"],
        [entry["source"]["timestamp"]],
    ):
        yield f"time column {target['time']} must come from {entry['source']['timestamp']}"
    if parse_duration(entry.get("window", "1h")).total_seconds() < 1:
        yield "window must be at least 1s"
    for word, name in entry.get("candles", {}).items():
        if name not in columns:
            yield f"candles: {word} {name} is not mapped"
        elif word != "by" and ColumnType.parse(columns[name]["type"]).kind not in NUMBERS:
            yield f"candles: {word} {name} is no number"
    if entry.get("archive"):
        if entry.get("retention"):
            yield "archive says when partitions go: leave retention out"
        if missing := missing_archive():
            yield missing
    yield from _start_problems(entry.get("start", "-24h"))
    for name, column in columns.items():
        yield from (f"column {name}: {problem}" for problem in _column_problems(column))


def _start_problems(start: str) -> Iterator[str]:
    if start != "min" and not start.startswith("-"):
        try:
            parse_moment(start)
        except ValueError:
            yield f"start {start!r} is not a time"


def _column_problems(column: dict[str, Any]) -> Iterator[str]:
    origins = column["from"] if isinstance(column["from"], list) else [column["from"]]
    if "$row" in origins and column["type"] != "jsonb":
        yield "$row needs the type jsonb"
    if "$rowhash" in origins and column["type"] != "text":
        yield "$rowhash needs the type text"
    if "$occurrence" in origins and (len(origins) > 1 or column["type"] not in ("smallint", "integer", "bigint")):
        yield "$occurrence stands alone and needs the type smallint, integer or bigint"
    if column.get("derive") and column["type"] != "uuid":
        yield "derive needs the type uuid"
    kind = ColumnType.parse(column["type"])
    if kind.precision is not None and kind.scale is not None and kind.scale > kind.precision:
        yield f"{kind} has more decimals than digits"


def _stream(entry: dict[str, Any]) -> Stream:
    source, target, reconcile = entry["source"], entry["target"], entry.get("reconcile", {})
    pace: dict[str, Any] = {
        name: parse_duration(entry[name]) for name in ("window", "overlap", "interval", "max_future") if name in entry
    }
    pace |= {name: entry[name] for name in ("batch_rows", "max_reject_ratio", "start", "collapse") if name in entry}
    return Stream(
        name=entry["name"],
        table=source["table"],
        timestamp=source["timestamp"],
        where=source.get("where"),
        target=target["table"],
        key=tuple(target["key"]),
        time=target["time"],
        columns=tuple(_column(name, column) for name, column in entry["columns"].items()),
        reconcile_every=parse_duration(reconcile.get("every", "1h")),
        lookback=parse_duration(reconcile.get("lookback", "7d")),
        deep=reconcile.get("deep", "hot"),
        deep_every=parse_duration(reconcile.get("deep_every", "7d")),
        partition=target.get("partition", "day"),
        evolve=entry.get("evolve", False),
        retention_drop=entry.get("retention_drop", False),
        retention=_retention(entry),
        candles=Candles(**entry["candles"]) if entry.get("candles") else None,
        archive_to=entry["archive"]["to"] if entry.get("archive") else None,
        **pace,
    )


def _retention(entry: dict[str, Any]) -> timedelta | None:
    """An archive's `after` is a retention, too."""
    given = entry.get("retention") or entry.get("archive", {}).get("after")
    return parse_duration(given) if given else None


def _column(name: str, entry: dict[str, Any]) -> Column:
    origins = entry["from"] if isinstance(entry["from"], list) else [entry["from"]]
    default = entry.get("default")
    if isinstance(default, bool):
        default = "true" if default else "false"
    return Column(
        name=name,
        origins=tuple(origins),
        type=ColumnType.parse(entry["type"]),
        required=entry.get("required", False),
        default=None if default is None else str(default),
        derive=entry.get("derive"),
    )
