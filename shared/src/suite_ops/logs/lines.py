"""A line of any program of the suite: its time, level and fields, whether it is JSON or not."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_MOMENT = re.compile(
    r"\s*(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?(?=\s|$))?"
)
# PostgreSQL, supervisord and nginx, each in its own words; what comes first in a line is its level.
_LEVEL_WORD = re.compile(r"\b(DEBUG|INFO|LOG|WARNING|WARN|ERROR|FATAL|PANIC|CRIT)\b[: ]|\[(\w+)\]")
_LEVELS = {
    "debug": "debug",
    "info": "info",
    "notice": "info",
    "log": "info",
    "warning": "warning",
    "warn": "warning",
    "error": "error",
    "fatal": "error",
    "panic": "error",
    "crit": "error",
    "critical": "error",
    "alert": "error",
    "emerg": "error",
}
_WHERE_LEVELS_ARE = 120


@dataclass(frozen=True)
class LogLine:
    """One line; `time` is seconds since 1970, `level` one of suite.parsers.LOG_LEVELS or empty.

    `follows`: it has no time of its own and belongs to the line before, as the lines of a traceback do.
    """

    source: str
    text: str
    time: float
    level: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    follows: bool = False


def read_lines(source: str, texts: Iterable[str]) -> Iterator[LogLine]:
    """The lines of one program, in the order they were written."""
    time, level = 0.0, ""
    for text in texts:
        fields = _fields(text)
        found = _moment_in(fields) if fields else moment_of(text)
        if found is None and not fields:
            yield LogLine(source, text, time, level, follows=True)
            continue
        time = time if found is None else found
        level = level_of(str(fields.get("level", ""))) if fields else _level_in(text)
        yield LogLine(source, text, time, level, fields)


def moment_of(text: str) -> float | None:
    """Seconds since 1970 of the time that a text begins with; one without a zone is local."""
    found = _MOMENT.match(text)
    if found is None:
        return None
    year, month, day, clock, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}.{(fraction or '')[:6]:0<6}{_offset(zone)}")
        return moment.timestamp()
    except (ValueError, OverflowError):
        return None


def level_of(word: str) -> str:
    """debug, info, warning or error, whatever a program calls it; empty for other words."""
    return _LEVELS.get(word.lower(), "")


def _moment_in(fields: Mapping[str, Any]) -> float | None:
    """Of a line in JSON: our own, or what Caddy says of itself."""
    seconds = fields.get("ts")
    return float(seconds) if isinstance(seconds, int | float) else moment_of(str(fields.get("timestamp", "")))


def _level_in(text: str) -> str:
    words = (found[1] or found[2] for found in _LEVEL_WORD.finditer(text[:_WHERE_LEVELS_ARE]))
    return next(filter(None, map(level_of, words)), "")


def _offset(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone in ("Z", "UTC", "GMT"):
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _fields(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(fields, dict):
        return {}
    # Caddy's access log has the id of a request among the headers of its reply.
    headers = fields.get("resp_headers")
    found = headers.get("X-Request-Id") if isinstance(headers, dict) else None
    return {"request_id": found[0], **fields} if isinstance(found, list) and found else fields


def parse_since(text: str, now: datetime | None = None) -> float:
    """Seconds since 1970 of `90s`, `10m`, `2h`, `1d` ago or of a moment of ISO 8601; raises ValueError."""
    ago = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if ago:
        seconds = int(ago[1]) * {"s": 1, "m": 60, "h": 3_600, "d": 86_400}[ago[2]]
        return (now or datetime.now(UTC)).timestamp() - seconds
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"neither an age as 90s, 10m, 2h, 1d nor a moment as 2026-01-15T10:30: {text}") from error
