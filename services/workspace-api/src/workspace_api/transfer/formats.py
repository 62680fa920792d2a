"""Items as lines of CSV (RFC 4180) and NDJSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from workspace_api.items.fields import BY_WIRE

COLUMNS = tuple(BY_WIRE)
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
# A spreadsheet would take a cell that starts like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_header() -> str:
    """The header line."""
    return ",".join(COLUMNS) + "\r\n"


def csv_lines(texts: Iterable[str], *, raw: bool) -> str:
    """Items (JSON texts) as CSV lines; unless `raw`, cells a spreadsheet would execute get a leading quote."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for text in texts:
        writer.writerow(csv_cells(json.loads(text), raw=raw))
    return buffer.getvalue()


def csv_cells(item: dict[str, Any], *, raw: bool) -> Iterator[str]:
    """The cells of one item."""
    for column in COLUMNS:
        value = item[column]
        if value is None:
            yield ""
            continue
        cell = json.dumps(value, ensure_ascii=False) if BY_WIRE[column].form.csv in ("json", "words") else str(value)
        yield cell if raw else guarded(cell)


def guarded(cell: str) -> str:
    """The cell with a quote before what a spreadsheet would execute, and before what would look guarded already."""
    return "'" + cell if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def unguarded(cell: str) -> str:
    """The cell that was guarded."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def ndjson_lines(texts: Iterable[str]) -> str:
    """Items (JSON texts), one a line."""
    return "".join(text + "\n" for text in texts)
