"""Which lines are asked for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from suite.parsers import LOG_LEVELS
from suite_ops.logs.lines import LogLine


@dataclass(frozen=True)
class LineSelection:
    """What a line has to be; nothing given, every line is."""

    level: str | None = None
    request_id: str | None = None
    pattern: re.Pattern[str] | None = None
    since: float | None = None

    @property
    def everything(self) -> bool:
        """Whether no line is left out."""
        return not (self.level or self.request_id or self.pattern or self.since)

    def choose(self, lines: Iterable[LogLine]) -> Iterator[LogLine]:
        """The lines of one program that are asked for; what follows a line, as a traceback does, goes with it."""
        chosen = False
        for line in lines:
            if not line.follows:
                chosen = self.takes(line)
            elif self.pattern and self.takes(line):
                chosen = True
            if chosen or self.everything:
                yield line

    def takes(self, line: LogLine) -> bool:
        """Whether a line by itself is asked for. One without a level or a request is not, where these are given."""
        if self.level and line.level not in LOG_LEVELS[LOG_LEVELS.index(self.level) :]:
            return False
        if self.request_id and line.fields.get("request_id") != self.request_id:
            return False
        if self.since and line.time < self.since:
            return False
        return not self.pattern or self.pattern.search(line.text) is not None
