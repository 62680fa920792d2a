"""Tables: their cells by row, and whether they hold data or only lay out a page."""

from collections.abc import Iterator
from typing import Any

MAX_COLUMNS = 60
MAX_SPAN = 60
# What a cell of data does not hold.
LAID_OUT = ("table", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "form")


def rows_of(table: Any) -> Iterator[list[Any | None]]:
    """Cells by row; a cell that spans several places is in the first of them and None in the others."""
    spanning: dict[int, int] = {}
    for row in own_rows(table):
        cells: list[Any | None] = []
        for cell in row.iterchildren("td", "th"):
            skip_spanned(cells, spanning)
            if len(cells) >= MAX_COLUMNS:
                break
            rows, columns = span(cell, "rowspan"), span(cell, "colspan")
            if rows > 1:
                spanning.update({len(cells) + at: rows - 1 for at in range(columns)})
            cells += [cell, *[None] * (columns - 1)]
        skip_spanned(cells, spanning)
        if cells:
            yield cells[:MAX_COLUMNS]


def own_rows(table: Any) -> Iterator[Any]:
    """Rows of the table itself, not of tables in it."""
    for part in table.iterchildren("thead", "tbody", "tfoot", "tr"):
        if part.tag == "tr":
            yield part
        else:
            yield from part.iterchildren("tr")


def skip_spanned(cells: list[Any | None], spanning: dict[int, int]) -> None:
    """Fill the places a cell of an earlier row reaches into."""
    while spanning.get(len(cells)):
        spanning[len(cells)] -= 1
        cells.append(None)


def span(cell: Any, name: str) -> int:
    """How many places a cell takes; a nonsensical number is 1."""
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), MAX_SPAN)) if value.isdecimal() and len(value) < 6 else 1


def is_data_table(table: Any, rows: list[list[Any | None]]) -> bool:
    """Whether the table holds data: cells in several columns without anything laid out in them."""
    if not rows or table.get("role") in ("presentation", "none") or max(map(len, rows)) < 2:
        return False
    return next((element for element in table.iter(*LAID_OUT) if element is not table), None) is None
