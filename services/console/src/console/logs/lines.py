"""Lines of log files, newest last: read backwards in bounded pieces, whatever their size."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suite.text.storable import storable_json

MOST_BYTES_A_FILE = 4 * 1_048_576
LONGEST_LINE = 16_384
LEVELS = ("debug", "info", "warning", "error", "critical")


@dataclass(frozen=True)
class LogFilter:
    """What lines must have; None and empty mean anything. `after` and `before` are timestamps as in the lines."""

    level: str | None = None
    text: str | None = None
    request_id: str | None = None
    after: str | None = None
    before: str | None = None

    def admits(self, line: dict[str, Any]) -> bool:
        """Whether a line is wanted."""
        if self.level and LEVELS.index(self.level) > _rank(line):
            return False
        if self.request_id and line.get("request_id") != self.request_id:
            return False
        if self.after and str(line.get("timestamp", "")) <= self.after:
            return False
        if self.before and str(line.get("timestamp") or "~") >= self.before:
            return False
        return not self.text or self.text.casefold() in json.dumps(storable_json(line), ensure_ascii=False).casefold()


def read_lines(path: Path, wanted: LogFilter, limit: int) -> list[dict[str, Any]]:
    """The last `limit` wanted lines of a file, oldest first; lines that are no JSON object are message alone."""
    found: list[dict[str, Any]] = []
    for text in reversed_lines(path):
        line = parse_line(text)
        if wanted.after and str(line.get("timestamp") or "~") <= wanted.after:
            break
        if wanted.admits(line):
            found.append(storable_json(line))
            if len(found) >= limit:
                break
    return found[::-1]


def parse_line(text: str) -> dict[str, Any]:
    """The fields of a line."""
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        line = None
    return line if isinstance(line, dict) else {"message": text}


def reversed_lines(path: Path) -> Iterator[str]:
    """Lines from the last to the first, at most the last MOST_BYTES_A_FILE bytes; none when there is no file."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start = max(0, size - MOST_BYTES_A_FILE)
            file.seek(start)
            content = file.read(MOST_BYTES_A_FILE)
    except OSError:
        return
    lines = content.split(b"\n")
    # The first may be cut; an unfinished last one is there again when it is finished.
    for raw in reversed(lines[1:-1] if start else lines[:-1]):
        if raw.strip():
            yield raw[:LONGEST_LINE].decode("utf-8", "replace")


def _rank(line: dict[str, Any]) -> int:
    level = str(line.get("level", "info")).lower()
    return LEVELS.index(level) if level in LEVELS else LEVELS.index("info")
