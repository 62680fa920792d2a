"""How a line looks: as it was written, or readable, with its program before it."""

import os
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from suite.logs.formatters import COLOURS, DIM, PLAIN, escape, show
from suite_ops.logs.lines import LogLine

_SHOWN_FIRST = ("timestamp", "level", "service", "module", "message", "stack")
# Colours that can be read on light and on dark; those of the levels are not among them.
_SOURCE_COLOURS = ("\x1b[34m", "\x1b[35m", "\x1b[36m", "\x1b[94m", "\x1b[95m", "\x1b[96m", "\x1b[90m")


@dataclass(frozen=True)
class Presentation:
    """`pretty`: readable lines, else as they were written; `sources`: the programs that are told apart, if several."""

    pretty: bool
    coloured: bool = False
    sources: Sequence[str] = field(default=())

    def text_of(self, line: LogLine) -> str:
        """What is printed of a line."""
        if not self.pretty:
            return line.text
        prefix = self._prefix(line.source)
        return "\n".join(prefix + text for text in self._readable(line))

    def _prefix(self, source: str) -> str:
        if len(self.sources) < 2:
            return ""
        width = max(map(len, self.sources))
        return self._paint(f"{source:<{width}} ", _SOURCE_COLOURS[zlib.crc32(source.encode()) % len(_SOURCE_COLOURS)])

    def _readable(self, line: LogLine) -> list[str]:
        fields = line.fields
        if not fields:
            return [escape(line.text)]
        time = escape(str(fields.get("timestamp", "")))
        level = self._paint(f"{escape(str(fields.get('level', '')).upper()):<7}", COLOURS.get(line.level, ""))
        pairs = [
            f"{escape(str(name))}={escape(show(value))}"
            for name, value in fields.items()
            if name not in _SHOWN_FIRST and value is not None
        ]
        head = f"{self._paint(time, DIM)} {level} {escape(str(fields.get('message', '')))}"
        rest = self._paint("  ".join(pairs), DIM)
        stack = str(fields.get("stack") or "").splitlines()
        return [f"{head}  {rest}".rstrip(), *(f"  | {escape(text)}" for text in stack)]

    def _paint(self, text: str, colour: str) -> str:
        return f"{colour}{text}{PLAIN}" if self.coloured and colour and text else text


def choose_presentation(sources: Sequence[str], *, raw: bool, pretty: bool) -> Presentation:
    """Readable on a terminal unless `raw`, as written elsewhere unless `pretty`; coloured where a terminal wants it."""
    terminal = sys.stdout.isatty()
    coloured = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Presentation(pretty or (terminal and not raw), coloured, sources)
