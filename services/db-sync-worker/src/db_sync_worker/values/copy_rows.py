"""Rows as COPY reads them, and rows that cannot be stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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

    def parts(self, size: int) -> Iterator["Converted"]:
        """Pieces of at most `size` rows, the rejected rows with the first."""
        if len(self.lines) <= size:
            yield self
            return
        for start in range(0, len(self.lines), size):
            end = start + size
            yield Converted(self.lines[start:end], self.moments[start:end], [] if start else self.rejected)

    def since(self, moment: str) -> "Converted":
        """Without the rows before a moment."""
        kept = [row for row, own in enumerate(self.moments) if own >= moment]
        return Converted([self.lines[row] for row in kept], [self.moments[row] for row in kept], self.rejected)


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
