"""The picture as tables for people."""

from collections.abc import Iterator

from suite.logs.formatters import escape
from suite_ops.insight.picture import NO_STATISTICS, Picture
from suite_ops.insight.queries import Rows

_SIZES = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


def text_of(picture: Picture) -> str:
    """A table for each part; one without rows says so."""
    parts = {
        "Running": picture.running,
        "Waiting for locks": picture.waiters,
        "Slowest": picture.slowest,
        "Dead rows": picture.bloat,
        "Indexes nobody used": picture.unused_indexes,
        "Tables read whole": picture.scanned_tables,
        "Replication": picture.replication,
        "Slots": picture.slots,
    }
    return "\n".join(line for title, rows in parts.items() for line in _part(title, rows))


def _part(title: str, rows: Rows | None) -> Iterator[str]:
    yield f"{title}:"
    if not rows:
        yield f"  {NO_STATISTICS if rows is None else 'none'}"
    else:
        names = list(rows[0])
        cells = [names, *([_cell(name, row[name]) for name in names] for row in rows)]
        widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
        for line in cells:
            yield "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
    yield ""


def _cell(name: str, value: object) -> str:
    if value is None:
        return "-"
    if name.endswith("bytes") and isinstance(value, int | float):
        return next((f"{value / size:.1f} {unit}" for size, unit in _SIZES if value >= size), f"{value:.0f} B")
    return escape(str(value))
