"""Import files as rows: one JSON object each, or the reason why it is none."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Any, BinaryIO

from suite.errors import AppError
from suite.http.bodies import MAX_BODY_BYTES, parse_object
from suite.imports import ImportRow, UnusableFile
from suite.imports.lines import RecordLines
from workspace_api.transfer.cells import UnreadableCell, read_cell
from workspace_api.transfer.encoded import delimiter_of, open_text
from workspace_api.transfer.formats import COLUMNS

# Without these no row is an item: a record that ends before one of them was cut.
NEEDED = frozenset({"id", "title", "description", "category", "priority"})
_NO_LETTER = re.compile(r"[^A-Za-z]")
_COLUMN_OF = {column.lower(): column for column in COLUMNS}
_SEPARATOR_LINE = re.compile(r"sep=.", re.IGNORECASE)


def read_rows(file: BinaryIO, form: str, *, guarded: bool = False) -> Iterator[ImportRow]:
    """Rows of a CSV or NDJSON file, one at a time; UnusableFile for a wrong header.

    `guarded` takes away the quote that an export for spreadsheets puts before cells that look like formulas.
    """
    return read_csv(file, guarded=guarded) if form == "csv" else read_ndjson(file)


def read_ndjson(file: BinaryIO) -> Iterator[ImportRow]:
    """One row a line; empty lines are passed over."""
    number = 0
    while line := file.readline(MAX_BODY_BYTES + 1):
        number += 1
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if len(line) > MAX_BODY_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_BODY_BYTES)
            yield ImportRow(number, {}, f"line is longer than {MAX_BODY_BYTES} bytes")
        elif line.strip():
            yield parsed_row(number, line)


def read_csv(file: BinaryIO, *, guarded: bool) -> Iterator[ImportRow]:
    """One row a record. The header names the columns, in any order, case and spelling; its sign parts the cells."""
    text = open_text(file)
    lines = RecordLines(text, MAX_BODY_BYTES)
    try:
        first = first_line(lines)
    except csv.Error as error:
        raise UnusableFile(f"the header is not CSV: {error}") from error
    reader = csv.reader(chain([first], lines), delimiter=delimiter_of(first), strict=True)
    header = read_header(reader)
    while True:
        line = lines.number + 1
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield ImportRow(line, {}, f"not CSV: {error}")
            continue
        if any(map(str.strip, cells)):
            yield csv_row(line, header, cells, guarded=guarded)


def first_line(lines: RecordLines) -> str:
    """The line of the header, behind Excel's own `sep=;` and empty ones; empty when there is none."""
    for line in lines:
        if line.strip(" ,;\t|\r\n") and not _SEPARATOR_LINE.fullmatch(line.strip()):
            return line
        lines.begin()
    return ""


def read_header(reader: Iterator[list[str]]) -> list[str]:
    """The names of the columns, empty for one without; UnusableFile unless they are known and told once."""
    try:
        header = [column_of(name) for name in next(reader, [])]
    except csv.Error as error:
        raise UnusableFile(f"the header is not CSV: {error}") from error
    named = [name for name in header if name]
    unknown = [name for name in named if name not in COLUMNS]
    if unknown or "id" not in named or len(set(named)) != len(named):
        reason = f"unknown column '{unknown[0]}'" if unknown else "a column is missing or told twice"
        raise UnusableFile(f"{reason}; the columns are {','.join(COLUMNS)}")
    return header


def column_of(name: str) -> str:
    """The column a header means: `Created At`, `created_at` and `CREATEDAT` are createdAt."""
    return _COLUMN_OF.get(_NO_LETTER.sub("", name).lower(), name.strip())


def csv_row(line: int, header: Sequence[str], cells: Sequence[str], *, guarded: bool) -> ImportRow:
    """The cells of a record as an object; an empty cell is an absent field.

    Spreadsheets leave out empty cells at the end and add some: neither says anything, unless a field is needed there.
    """
    beyond = [cell for cell, column in zip_longest(cells, header, fillvalue="") if not column and cell.strip()]
    if beyond or NEEDED.intersection(header[len(cells) :]):
        return ImportRow(line, {}, f"{len(cells)} cells instead of {len(header)}")
    content: dict[str, Any] = {}
    for column, cell in zip(header, cells, strict=False):
        try:
            value = read_cell(column, cell, guarded=guarded) if column else None
        except UnreadableCell as unreadable:
            return ImportRow(line, {}, str(unreadable))
        if value is not None:
            content[column] = value
    return parsed_row(line, json.dumps(content).encode())


def parsed_row(line: int, text: bytes) -> ImportRow:
    """A JSON object under the rules of request bodies."""
    try:
        return ImportRow(line, parse_object(text))
    except AppError as error:
        return ImportRow(line, {}, error.message)
