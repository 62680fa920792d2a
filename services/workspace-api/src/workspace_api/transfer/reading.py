"""Import files as rows: one JSON object each, or the reason why it is none."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from suite.errors import AppError
from suite.http.bodies import MAX_BODY_BYTES, parse_object
from workspace_api.transfer.formats import COLUMNS, FORMULA_STARTS, JSON_COLUMNS


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line it starts on; `problem` when it cannot be read."""

    line: int
    content: dict[str, Any]
    problem: str | None = None


class UnusableFile(Exception):
    """A file whose form is not that of an import file; the text says why."""


def read_rows(file: BinaryIO, form: str, *, guarded: bool = False) -> Iterator[Row]:
    """Rows of a CSV or NDJSON file, one at a time; UnusableFile for a wrong header.

    `guarded` takes away the quote that an export for spreadsheets puts before cells that look like formulas.
    """
    return read_csv(file, guarded=guarded) if form == "csv" else read_ndjson(file)


def read_ndjson(file: BinaryIO) -> Iterator[Row]:
    """One row a line; empty lines are passed over."""
    number = 0
    while line := file.readline(MAX_BODY_BYTES + 1):
        number += 1
        if len(line) > MAX_BODY_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_BODY_BYTES)
            yield Row(number, {}, f"line is longer than {MAX_BODY_BYTES} bytes")
        elif line.strip():
            yield parsed_row(number, line)


def read_csv(file: BinaryIO, *, guarded: bool) -> Iterator[Row]:
    """One row a record. The header names the columns, in any order."""
    # Bytes that are not UTF-8 become lone surrogates, which refuse their row and not the whole file.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    reader = csv.reader(text, strict=True)
    header = read_header(reader)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, {}, f"not CSV: {error}")
            continue
        if cells:
            yield csv_row(line, header, cells, guarded=guarded)


def read_header(reader: Iterator[list[str]]) -> list[str]:
    """The column names; UnusableFile unless they are known and told once."""
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise UnusableFile(f"the header is not CSV: {error}") from error
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or "id" not in header or len(set(header)) != len(header):
        told = f"unknown column '{unknown[0]}'" if unknown else "a column is missing or told twice"
        raise UnusableFile(f"{told}; the columns are {','.join(COLUMNS)}")
    return header


def csv_row(line: int, header: Sequence[str], cells: Sequence[str], *, guarded: bool) -> Row:
    """The cells of a record as an object; an empty cell is an absent field."""
    if len(cells) != len(header):
        return Row(line, {}, f"{len(cells)} cells instead of {len(header)}")
    content: dict[str, Any] = {}
    for column, cell in zip(header, cells, strict=True):
        value = unguarded(cell) if guarded else cell
        if value == "":
            continue
        try:
            content[column] = json.loads(value) if column in JSON_COLUMNS else value
        except (ValueError, RecursionError):
            return Row(line, {}, f"{column} is not JSON")
    return parsed_row(line, json.dumps(content).encode())


def parsed_row(line: int, text: bytes) -> Row:
    """A JSON object under the rules of request bodies."""
    try:
        return Row(line, parse_object(text))
    except AppError as error:
        return Row(line, {}, error.message)


def unguarded(cell: str) -> str:
    """The cell without the quote put before what a spreadsheet would execute."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell
