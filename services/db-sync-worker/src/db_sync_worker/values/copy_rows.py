"""Rows as COPY reads them, and rows that cannot be stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db_sync_worker.source.rows import Values

NULL = "\\N"
# The backslash first: the others bring new ones.
_COPY_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be stored: the column, why, and the row as it came."""

    row_key: str
    column: str | None
    reason: str
    raw: dict[str, Any]
    moment: str | None


@dataclass
class Converted:
    """Rows ready for COPY: one line each, without its end, beside its time."""

    lines: list[str]
    moments: list[str]
    rejected: list[Rejected] = field(default_factory=list)
    rounded: int = 0
    # Hashes of the rows' keys, where they are wanted.
    keys: list[int] = field(default_factory=list)
    # Rows that gave way to another one with their key.
    collapsed: int = 0

    def parts(self, size: int) -> Iterator["Converted"]:
        """Pieces of at most `size` rows, the rejected rows with the first."""
        if len(self.lines) <= size:
            yield self
            return
        for start in range(0, len(self.lines), size):
            end = start + size
            yield Converted(self.lines[start:end], self.moments[start:end], [] if start else self.rejected)

    def joined(self, after: "Converted") -> "Converted":
        """These rows and those that come after them."""
        return Converted(
            self.lines + after.lines,
            self.moments + after.moments,
            self.rejected + after.rejected,
            self.rounded + after.rounded,
            self.keys + after.keys,
            self.collapsed + after.collapsed,
        )

    def split(self, place: int) -> tuple["Converted", "Converted"]:
        """The rows before a place, with all that is counted, and the rows from it on."""
        before = replace(self, lines=self.lines[:place], moments=self.moments[:place], keys=self.keys[:place])
        return before, Converted(self.lines[place:], self.moments[place:], keys=self.keys[place:])

    def only(self, rows: Sequence[int], *, collapsed: int) -> "Converted":
        """Some of the rows; the others gave way to them."""
        return replace(
            self,
            lines=[self.lines[row] for row in rows],
            moments=[self.moments[row] for row in rows],
            keys=[self.keys[row] for row in rows],
            collapsed=self.collapsed + collapsed,
        )

    def since(self, moment: str) -> "Converted":
        """Without the rows before a moment."""
        recent = [row for row, own in enumerate(self.moments) if own >= moment]
        return Converted([self.lines[row] for row in recent], [self.moments[row] for row in recent], self.rejected)


def copy_texts(values: Values) -> Sequence[str]:
    """Values of one column as COPY reads them."""
    texts: list[str] = list(filter(None, values))
    joined = "".join(texts)
    for letter, escape in _COPY_ESCAPES.items():
        if letter in joined:
            values = [value and value.replace(letter, escape) for value in values]
    if len(texts) == len(values) or None not in values:
        return values  # type: ignore[return-value]
    return [NULL if value is None else value for value in values]
